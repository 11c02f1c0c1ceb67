import type { WalPosition } from '../database/index.js';

/** A point of a ledger's time: its clock means something only within one epoch. */
export interface Stamp {
  readonly epoch: string;
  readonly clock: number;
}

/** What a ledger knows of some tags at one moment. */
export interface Sighting {
  /** The moment itself. */
  readonly now: Stamp;
  /** The clock at the latest change of any of the tags; 0 when none has changed in this epoch. */
  readonly changedAt: number;
  /** Whether a transaction that changes one of the tags is being committed. */
  readonly inWriting: boolean;
  /** A position in the primary's log that every change of the tags that has ended lies before; undefined when none is known. */
  readonly position?: WalPosition;
}

/**
 * Who changed what, in an order that all instances share: one clock, and for each tag the clock at its last change. An
 * answer is stamped before its handler reads anything and may be shown while none of its tags has changed since.
 *
 * A change is told twice. `begin`, before COMMIT, moves the clock and marks the tags as in writing; `end`, after COMMIT,
 * moves it again and takes the mark away. What is read in between, old or new, is thereby never believed after `end`.
 * A writer that dies in between leaves its mark, which nobody trusts past: an overdue mark counts as one more change.
 *
 * With `end` comes a position in the primary's log that the change lies before, so that a replica can be asked whether it
 * has it. Of all tags together the ledger knows one, until something changes whose position nobody told (a new epoch, an
 * overdue mark, an `end` without one); then it knows none of any tag until one is told anew by `establish`.
 */
export abstract class TagLedger {
  /** Whether what is kept may be worth fetching: false while nothing can be looked up. */
  abstract get isReliable(): boolean;
  /** Looks at the tags, in one step; at once where nobody has to be asked. Undefined when the ledger cannot be relied on: nothing may be shown or kept then. */
  abstract look(tags: readonly string[]): Sighting | undefined | Promise<Sighting | undefined>;
  /** Never fails: a ledger that could not be told makes sure that nothing older is believed again. */
  abstract begin(writer: string, tags: readonly string[]): Promise<void>;
  /** Never fails, likewise. */
  abstract end(writer: string, tags: readonly string[], position?: WalPosition): Promise<void>;
  /** Tells a position that was asked of the primary after `at`: all that had ended by then lies before it. Never fails. */
  abstract establish(at: Stamp, position: WalPosition): Promise<void>;
}

/** Whether an answer stamped so still shows what is in the database. */
export function isFresh(stamp: Stamp, { now, changedAt, inWriting }: Sighting): boolean {
  return !inWriting && stamp.epoch === now.epoch && changedAt <= stamp.clock;
}

/** Milliseconds after which a writer that has not ended is taken for dead; far longer than a COMMIT is waited for. */
export const WRITING_LIMIT = 60_000;

/** Tags of one answer past which it is neither kept nor looked up. */
export const TAG_LIMIT = 1_000;
