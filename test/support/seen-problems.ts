import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Jest's main process reads with Node's own loader what the workers have written: nothing else is imported here.

/** One list for the files of all workers. */
const FILE = 'problem-codes';

const noted = new Set<string>();

/** Notes that an answer had this code, in the folder of the run. */
export function noteProblem(code: string, folder: string): void {
  if (noted.has(code)) return;
  noted.add(code);
  appendFileSync(join(folder, FILE), `${code}\n`);
}

/** The codes that the answers of a run had. */
export function seenProblems(folder: string): Set<string> {
  const file = join(folder, FILE);
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
}
