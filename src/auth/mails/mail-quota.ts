import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/index.js';
import type { RateLimitPolicy } from '../../platform/http/index.js';
import { RateLimiter } from '../../platform/security/index.js';

/** Mails of one kind for one account or to one address, whoever asks for them: five an hour. */
const policy = (name: string): RateLimitPolicy => ({ name, limit: 5, window: 3600 });
const POLICIES = { password: policy('password-mails'), verification: policy('verification-mails') };

/** Keeps anybody from flooding others with mails by way of us. */
@Injectable()
export class MailQuota {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly config: Config,
  ) {}

  /**
   * Counts a mail for an account or an address.
   *
   * @returns seconds to wait when it is one too many; undefined when it may be sent.
   */
  async secondsToWait(kind: keyof typeof POLICIES, key: string): Promise<number | undefined> {
    if (!this.config.throttle.enabled) return undefined;
    const { allowed, retryAfterSeconds } = await this.limiter.consume(POLICIES[kind], key);
    return allowed ? undefined : retryAfterSeconds;
  }
}
