/** As few requests as this are always let in: several for each connection that one kind of statement may hold. */
export const FEWEST = 32;

/**
 * As many as this at most, and from the beginning on: a burst, or all who ask for one answer that is being made, are
 * no overload. It bounds what waits for something that nobody measures.
 */
export const MOST = 1024;

/** Milliseconds that requests may wait in the mean. */
const LONGEST_WAIT = 10;

/** Milliseconds at least between two judgements, in which several requests end. */
const PERIOD = 100;

/** The share of the limit that has to be in work for it to fall: what a few have waited, it has no part in. */
const USED = 1 / 8;

/** What is left of the limit where requests wait longer, and how many requests a second it grows by where they do not. */
const DECREASE = 0.5;
const GROWTH = 100;

/**
 * How many requests may be in work at once. Additive increase, multiplicative decrease, as in TCP (Chiu and Jain 1989);
 * told by what requests have waited and not by what they took (Zhou et al., "Overload Control for Scaling WeChat
 * Microservices", 2018), so that slow work alone lowers nothing.
 */
export class ConcurrencyLimit {
  private exact = MOST;
  private inWork = 0;
  private busiest = 0;
  private ended = 0;
  private waited = 0;

  /** @param judgedAt when it begins, in the milliseconds of `performance.now()`. */
  constructor(private judgedAt: number) {}

  get value(): number {
    return Math.floor(this.exact);
  }

  get hasRoom(): boolean {
    return this.inWork < this.value;
  }

  enter(): void {
    this.inWork += 1;
    if (this.inWork > this.busiest) this.busiest = this.inWork;
  }

  /** @param waited milliseconds that the request has waited for its turn. */
  leave(waited: number, now: number): void {
    this.inWork -= 1;
    this.ended += 1;
    this.waited += waited;
    if (now - this.judgedAt >= PERIOD) this.judge(now);
  }

  private judge(now: number): void {
    if (this.waited <= LONGEST_WAIT * this.ended) this.grow((now - this.judgedAt) / 1000);
    else if (this.busiest >= this.exact * USED) this.fall();
    this.judgedAt = now;
    this.busiest = this.inWork;
    this.ended = 0;
    this.waited = 0;
  }

  /** Falls from what was in work: a limit far above that would fall for a second before anybody met it. */
  private fall(): void {
    this.exact = Math.max(FEWEST, Math.min(this.exact, this.busiest) * DECREASE);
  }

  private grow(seconds: number): void {
    this.exact = Math.min(MOST, this.exact + GROWTH * seconds);
  }
}
