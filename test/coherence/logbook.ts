import type { Answer } from './call.js';
import { History, type Operation } from './history.js';
import type { Instance } from './instance.js';
import type { Shown } from './views.js';

/** How often an instance answered from the cache (`hit`), for it (`miss`) and beside it (`bypass`). */
export interface Tally {
  hit: number;
  miss: number;
  bypass: number;
}

const OUTCOMES: Record<string, keyof Tally> = {
  'quire; hit': 'hit',
  'quire; fwd=miss': 'miss',
  'quire; fwd=bypass': 'bypass',
};

/** Where clients write down what they did and saw. */
export class Logbook {
  readonly history = new History();
  /** Answers that there should not be, and calls that got none. */
  readonly failures: { instance: string; what: string }[] = [];
  readonly tally: Record<string, Tally> = {};
  /** How many answers were `304`. */
  unchanged = 0;

  fails(instance: Instance, what: string): void {
    this.failures.push({ instance: instance.name, what });
  }

  answered(instance: Instance, { cache, status }: Answer<unknown>): void {
    const tally = (this.tally[instance.name] ??= { hit: 0, miss: 0, bypass: 0 });
    const outcome = OUTCOMES[cache ?? ''];
    if (outcome) tally[outcome] += 1;
    if (status === 304) this.unchanged += 1;
  }

  saw({ readings, counts }: Shown, operation: Omit<Operation, 'thing'>): void {
    for (const reading of readings) this.history.readings.push({ ...operation, ...reading });
    for (const count of counts) this.history.counts.push({ ...operation, ...count });
  }
}

/** @param answer the times between which it was under way */
export function operationOn(
  instance: Instance,
  call: string,
  { start, end }: Pick<Operation, 'start' | 'end'>,
): Omit<Operation, 'thing'> {
  return { instance: instance.name, call, start, end };
}
