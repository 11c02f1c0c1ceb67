import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { AccountMails } from './mails/index.js';

/** What follows on every new password, in its transaction. */
@Injectable()
export class PasswordNotices {
  constructor(
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  /** Voids the tokens that were mailed while the old password counted, tells the owner, and writes it down. */
  async changed(userId: string, action: 'auth.password-change' | 'auth.password-reset'): Promise<void> {
    await this.mails.voidTokens(userId);
    await this.mails.queue('password-changed', userId);
    await this.audit.record({ action, actorId: userId, target: { type: 'user', id: userId } });
  }
}
