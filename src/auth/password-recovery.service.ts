import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Jobs } from '../platform/jobs/index.js';
import { EmailsService } from '../users/index.js';
import { AccountMails, MailQuota } from './mails/index.js';

const RECOVER = 'recover-account';

/** Mails a way back in to those who have forgotten their password, and tells nobody who has an account. */
@Injectable()
export class PasswordRecoveryService implements OnModuleInit {
  constructor(
    private readonly quota: MailQuota,
    private readonly jobs: Jobs,
    private readonly emails: EmailsService,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(RECOVER, ({ email }: { email: string }) => this.mailTo(email));
  }

  /**
   * Has a mail sent to the account of an address, if there is one: found out by a job, so that the answer takes the same
   * work for every address. Beyond five an hour nothing is sent.
   *
   * @param email in its canonical spelling.
   */
  async request(email: string): Promise<void> {
    if ((await this.quota.secondsToWait('password', email)) === undefined) await this.jobs.add(RECOVER, { email });
  }

  private async mailTo(email: string): Promise<void> {
    const userId = await this.emails.findUserId(email);
    if (userId === undefined) return;
    await this.mails.queue('reset-password', userId);
    await this.audit.record({ action: 'auth.password-forgot', target: { type: 'user', id: userId } });
  }
}
