import { join } from 'node:path';

/** The same module instance that globalSetup used: it remembers what is to be ended. */
export default async function globalTeardown(): Promise<void> {
  const path = join(import.meta.dirname, 'test-run.ts');
  const { endTestRun } = (await import(path)) as typeof import('./test-run.js');
  await endTestRun();
}
