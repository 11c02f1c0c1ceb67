/** What can be told of a thing: by a write all of it, by a reading the part that was shown. */
export type State = Readonly<Record<string, string | number | boolean>>;

/** Something asked of an instance about a thing, such as a post; times are milliseconds of the checker's one clock. */
export interface Operation {
  readonly thing: string;
  readonly instance: string;
  readonly call: string;
  readonly start: number;
  readonly end: number;
}

/** An acknowledged write, and what it made of its thing. A thing's versions follow one another as its writes committed. */
export interface Write extends Operation {
  readonly version: number;
  readonly state: State;
}

/** What a reader was shown of a thing. That a post is not there is shown, too: it is not public then. */
export interface Reading extends Operation {
  readonly shows: State;
}

/** How many of the things that are only ever added a reader was shown. */
export interface Count extends Operation {
  readonly count: number;
}

/** All that clients did and saw. */
export class History {
  readonly writes: Write[] = [];
  /** Writes whose answer never came: they may have been committed. */
  readonly unanswered: Operation[] = [];
  readonly readings: Reading[] = [];
  /** Acknowledged additions. */
  readonly additions: Operation[] = [];
  readonly counts: Count[] = [];
}
