import { Injectable } from '@nestjs/common';
import { RedisConnection } from '../../redis/index.js';
import { CounterNames } from './counter-names.js';
import type { FailureCounts } from './failure-counts.js';
import { LocalFailureCounts } from './local-failure-counts.js';
import { delayAfter } from './penalty.js';
import { SharedFailureCounts } from './shared-failure-counts.js';

/** Whether a password may be tried now. */
export interface Attempt {
  allowed: boolean;
  /** Seconds to wait; 0 when allowed. */
  retryAfterSeconds: number;
  /** Seconds, up to 2, by which to delay the answer. */
  delaySeconds: number;
}

/**
 * Slows down guessing without locking anybody out. One client at one account has five failures; then it waits 15 s, and
 * twice as long after each further one, up to 15 min. Many clients at one account only delay its answers. An attempt is
 * counted before the password is checked, so that parallel ones cannot pass together.
 */
@Injectable()
export class FailureLimiter {
  private readonly local = new LocalFailureCounts();
  private readonly shared: SharedFailureCounts;

  constructor(
    private readonly redis: RedisConnection,
    private readonly names: CounterNames,
  ) {
    this.shared = new SharedFailureCounts(redis);
  }

  /**
   * Counts an attempt, as failed until `succeeded` or `withdraw` is called; a refused one is not counted.
   *
   * @param account the canonical name of the account, whether it exists or not.
   * @param client see `clientKey`.
   */
  async attempt(account: string, client: string): Promise<Attempt> {
    const { blockedFor, accountFailures } = await this.count(
      (counts, pair, all) => counts.attempt(pair, all),
      account,
      client,
    );
    return {
      allowed: blockedFor <= 0,
      retryAfterSeconds: Math.ceil(blockedFor / 1000),
      delaySeconds: delayAfter(accountFailures) / 1000,
    };
  }

  /** The password was right: this pair begins anew. */
  async succeeded(account: string, client: string): Promise<void> {
    await this.count((counts, pair, all) => counts.clear(pair, all), account, client);
  }

  /** The attempt could not be decided (no database, no time to hash): it does not count. */
  async withdraw(account: string, client: string): Promise<void> {
    await this.count((counts, pair, all) => counts.withdraw(pair, all), account, client);
  }

  /** Does it in Redis for all instances, or in this process while Redis is away. */
  private async count<T>(
    work: (counts: FailureCounts, pair: string, all: string) => Promise<T>,
    account: string,
    client: string,
  ): Promise<T> {
    const pair = this.names.of('failures', account, client);
    const all = this.names.of('failures', account);
    if (!this.redis.available) return work(this.local, pair, all);
    return work(this.shared, pair, all).catch(() => work(this.local, pair, all));
  }
}
