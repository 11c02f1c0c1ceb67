import { Injectable } from '@nestjs/common';
import type { RateLimitPolicy } from '../../http/index.js';
import { CounterNames } from './counter-names.js';
import { SharedThrottlerStorage } from './shared-throttler-storage.js';

/** What became of one request under one limit. */
export interface RateLimitResult {
  policy: RateLimitPolicy;
  limit: number;
  /** Requests left in the window. */
  remaining: number;
  /** Seconds until the window ends. */
  resetSeconds: number;
  allowed: boolean;
  /** Seconds to wait; 0 when allowed. */
  retryAfterSeconds: number;
}

/** Counts requests against limits, for all instances together while Redis is there. */
@Injectable()
export class RateLimiter {
  constructor(
    private readonly storage: SharedThrottlerStorage,
    private readonly names: CounterNames,
  ) {}

  /** Counts one request of `key` (a user's id, a client's address) and says whether it is within the limit. */
  async consume(policy: RateLimitPolicy, key: string): Promise<RateLimitResult> {
    const { name, limit, window } = policy;
    const counter = this.names.of(name, key);
    const { totalHits, timeToExpire, isBlocked, timeToBlockExpire } = await this.storage.increment(
      counter,
      window * 1000,
      limit,
      0,
      name,
    );
    return {
      policy,
      limit,
      remaining: Math.max(0, limit - totalHits),
      resetSeconds: isBlocked ? timeToBlockExpire : timeToExpire,
      allowed: !isBlocked,
      retryAfterSeconds: isBlocked ? Math.max(1, timeToBlockExpire) : 0,
    };
  }
}
