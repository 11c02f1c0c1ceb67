import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/index.js';
import { rateLimited } from '../platform/problem/index.js';
import { FailureLimiter } from '../platform/security/index.js';

/** Whether what was presented is right; undefined when it was no guess. */
type Judge<T> = (result: T) => boolean | undefined;

/** Slows down those who guess passwords and codes. */
@Injectable()
export class Guesses {
  constructor(
    private readonly failures: FailureLimiter,
    private readonly config: Config,
  ) {}

  /**
   * Makes a check that somebody may be guessing at. A right one lets this pair begin anew; one that fails, or was no
   * guess, leaves the count as it was.
   *
   * @param account what the account is called, whether it exists or not.
   * @param client see `clientKey`.
   * @throws RATE_LIMITED after too many failures of this client at this account.
   */
  async count<T>(account: string, client: string, check: () => Promise<T>, judge: Judge<T>): Promise<T> {
    if (!this.config.throttle.enabled) return check();
    const attempt = await this.failures.attempt(account, client);
    if (!attempt.allowed)
      throw rateLimited({ headers: { 'Retry-After': String(Math.max(1, attempt.retryAfterSeconds)) } });
    await delay(attempt.delaySeconds * 1000);
    return this.settle(account, client, check, judge);
  }

  private async settle<T>(account: string, client: string, check: () => Promise<T>, judge: Judge<T>): Promise<T> {
    let right: boolean | undefined;
    try {
      const result = await check();
      right = judge(result);
      return result;
    } finally {
      if (right === undefined) await this.failures.withdraw(account, client);
      else if (right) await this.failures.succeeded(account, client);
    }
  }
}
