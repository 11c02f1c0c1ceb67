import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database } from '../platform/database/index.js';
import { rateLimited } from '../platform/problem/index.js';
import { EmailsService } from '../users/index.js';
import { AccountMails, MailQuota } from './mails/index.js';

/** Begins changes of address: the new one confirms them, the old one is told at once. */
@Injectable()
export class EmailChangeService {
  constructor(
    private readonly database: Database,
    private readonly emails: EmailsService,
    private readonly mails: AccountMails,
    private readonly quota: MailQuota,
    private readonly audit: Audit,
  ) {}

  /**
   * Asks a new address to confirm that it is to be the user's; nothing changes until it does. Whoever calls this has had
   * the user prove who they are.
   *
   * @param email in its canonical spelling.
   * @throws EMAIL_TAKEN, RATE_LIMITED
   */
  async request(userId: string, email: string): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.emails.isNewTo(userId, email))) return;
      await this.requireQuota(userId, email);
      await this.mails.queue('confirm-email', userId, { to: email });
      await this.mails.queue('email-changing', userId);
      const target = { type: 'user', id: userId } as const;
      await this.audit.record({ action: 'auth.email-change-request', actorId: userId, target });
    });
  }

  /** Counted for who asks and for who gets it, so that many accounts cannot flood one address. */
  private async requireQuota(...keys: string[]): Promise<void> {
    for (const key of keys) {
      const seconds = await this.quota.secondsToWait('verification', key);
      if (seconds !== undefined) throw rateLimited({ headers: { 'Retry-After': String(seconds) } });
    }
  }
}
