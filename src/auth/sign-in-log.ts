import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Metrics } from '../platform/observability/index.js';
import { Problem } from '../platform/problem/index.js';

/** Counts attempts to sign in, and has those that failed entered in the audit log. */
@Injectable()
export class SignInLog {
  constructor(
    private readonly metrics: Metrics,
    private readonly audit: Audit,
  ) {}

  /** The entry of a success is made with its session. */
  succeeded(): void {
    this.metrics.loginEnded('succeeded');
  }

  /**
   * What a refusal leaves behind: the same, at the same cost, whether there is such an account or not. Who is limited
   * has tried nothing; the log tells of that as of every request that is refused.
   *
   * @param userId of the account that somebody tried to enter, if it is one.
   */
  async failed(error: unknown, userId: string | undefined): Promise<void> {
    if (!(error instanceof Problem) || error.status >= 500) return;
    this.metrics.loginEnded(error.status === 429 ? 'limited' : 'refused');
    if (error.status === 429) return;
    await this.audit.recordIfPossible({
      action: 'auth.login',
      outcome: error.status === 403 ? 'denied' : 'failure',
      target: userId === undefined ? undefined : { type: 'user', id: userId },
      changes: { code: error.code },
    });
  }
}
