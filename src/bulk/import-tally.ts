import type { FieldError } from '../platform/problem/index.js';
import type { LineError } from './import-line.js';

/** How many faults a report lists. */
export const LISTED_ERRORS = 1000;

/** Counts the lines of an import while they pass. */
export class ImportTally {
  staged = 0;
  refused = 0;
  readonly errors: LineError[] = [];

  refuse(line: number, faults: readonly FieldError[]): void {
    this.refused += 1;
    const room = LISTED_ERRORS - this.errors.length;
    for (const { field, code, message } of faults.slice(0, room)) this.errors.push({ line, field, code, message });
  }
}
