import type { AttemptCount, FailureCounts } from './failure-counts.js';
import { blockAfter, PENALTY } from './penalty.js';

interface Count {
  failures: number;
  blockedUntil: number;
  expiresAt: number;
}

/** Counts remembered at most; past that the oldest is forgotten. */
const CAPACITY = 20_000;

/** The counts of one process. */
export class LocalFailureCounts implements FailureCounts {
  private readonly counts = new Map<string, Count>();

  attempt(pair: string, account: string): Promise<AttemptCount> {
    const now = Date.now();
    const ofPair = this.count(pair, now);
    if (ofPair.blockedUntil > now)
      return Promise.resolve({ blockedFor: ofPair.blockedUntil - now, accountFailures: 0 });
    ofPair.failures += 1;
    const block = blockAfter(ofPair.failures);
    ofPair.blockedUntil = now + block;
    ofPair.expiresAt = now + block + PENALTY.window;
    const ofAccount = this.count(account, now);
    ofAccount.failures += 1;
    return Promise.resolve({ blockedFor: 0, accountFailures: ofAccount.failures });
  }

  clear(pair: string, account: string): Promise<void> {
    this.counts.delete(pair);
    this.takeBack(account);
    return Promise.resolve();
  }

  withdraw(pair: string, account: string): Promise<void> {
    this.takeBack(pair);
    this.takeBack(account);
    return Promise.resolve();
  }

  private takeBack(name: string): void {
    const count = this.counts.get(name);
    if (!count) return;
    count.blockedUntil = 0;
    count.failures -= 1;
    if (count.failures <= 0) this.counts.delete(name);
  }

  private count(name: string, now: number): Count {
    const known = this.counts.get(name);
    if (known && known.expiresAt > now) return known;
    this.counts.delete(name);
    for (const oldest of this.counts.keys()) {
      if (this.counts.size < CAPACITY) break;
      this.counts.delete(oldest);
    }
    const count = { failures: 0, blockedUntil: 0, expiresAt: now + PENALTY.window };
    this.counts.set(name, count);
    return count;
  }
}
