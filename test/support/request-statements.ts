import { currentContext } from '../../src/platform/context/index.js';
import { Database } from '../../src/platform/database/index.js';
import type { TestApp } from './app.js';

/** The names of the statements that requests to the API take from now on; the jobs that run beside them don't count. */
export function statementsOfRequests({ app }: TestApp): string[] {
  const names: string[] = [];
  app.get(Database).observe((name) => {
    if (currentContext()?.path.startsWith('/api/')) names.push(name);
  });
  return names;
}
