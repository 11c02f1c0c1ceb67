import type { Sent } from './sketch.js';

/** An answer and how long it took. */
export interface Timed {
  operation: string;
  sent: Sent;
  status: number;
  /** Milliseconds. */
  took: number;
}

/** How many are kept. */
const COUNT = 5;

/** The slowest answers of many. */
export class Slowest {
  private timed: Timed[] = [];

  /** The slowest first. */
  get all(): readonly Timed[] {
    return this.timed;
  }

  /** Keeps it if it is one of them. */
  enter(answer: Timed): void {
    this.timed = [...this.timed, answer].sort((a, b) => b.took - a.took).slice(0, COUNT);
  }
}
