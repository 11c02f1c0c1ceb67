import { join } from 'node:path';

/** Loaded by Node's own loader, which finds no `.ts` behind an import of `.js`: hence the import by its real name. */
export default async function globalSetup(): Promise<void> {
  const path = join(import.meta.dirname, 'test-run.ts');
  const { startTestRun } = (await import(path)) as typeof import('./test-run.js');
  await startTestRun();
}
