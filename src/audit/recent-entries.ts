/** Milliseconds in which one thing is entered once. */
const PAUSE = 60_000;
/** Different things that are entered in that time; a flood of others leaves no more. */
const MOST = 1000;

/** Keeps floods of requests from becoming floods of entries. */
export class RecentEntries {
  /** When each key was admitted, the oldest first. */
  private readonly admitted = new Map<string, number>();

  /** Whether this is to be entered: it was not within a minute, and not too much else was. @param now milliseconds */
  admits(key: string, now: number): boolean {
    for (const [oldest, at] of this.admitted) {
      if (now - at < PAUSE) break;
      this.admitted.delete(oldest);
    }
    if (this.admitted.has(key) || this.admitted.size >= MOST) return false;
    this.admitted.set(key, now);
    return true;
  }

  /** Forgets one, so that the next try counts as the first. */
  withdraw(key: string): void {
    this.admitted.delete(key);
  }
}
