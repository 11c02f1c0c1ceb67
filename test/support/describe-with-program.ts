import { spawnSync } from 'node:child_process';
import { read } from './environment.js';

/**
 * A `describe` whose tests start a program. Where it is not on PATH they are reported as skipped; in CI they run in any
 * case, and fail.
 */
export function describeWithProgram(program: string, name: string, body: () => void): void {
  const installed = spawnSync(program, ['--version']).status === 0;
  if (installed || read('ci') === 'true') describe(name, body);
  else describe.skip(`${name} (needs ${program})`, body);
}
