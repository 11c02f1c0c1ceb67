import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import type { SessionPrincipal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { EmailsService } from '../users/index.js';
import { uselessToken } from './auth.errors.js';
import { AccountMails } from './mails/index.js';
import { OneTimeTokens, type FoundToken } from './one-time-tokens/index.js';

/** Finds out whether people read the mails of the addresses that they give. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly emails: EmailsService,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  /**
   * Takes a token as the proof that its address is read: the account's present one, or the one that it is to have.
   *
   * @throws VALIDATION_ERROR naming `token`; EMAIL_TAKEN when somebody else has got the new address meanwhile.
   */
  async verify(token: string): Promise<void> {
    const found = await this.tokens.find(token, 'verify-email', 'confirm-email');
    if (!found) throw uselessToken();
    await this.database.transaction(() =>
      found.purpose === 'verify-email' ? this.prove(found, token) : this.change(found, token),
    );
  }

  /** Has a mail sent to an address that is not proved yet. */
  async resend({ userId, emailVerified }: SessionPrincipal): Promise<void> {
    if (!emailVerified) await this.mails.queue('verify-email', userId);
  }

  private async prove({ userId, email }: FoundToken, token: string): Promise<void> {
    const isPresent = await this.emails.verify(userId, email);
    if (!isPresent || !(await this.tokens.take(token))) throw uselessToken();
    await this.audit.record({ action: 'auth.email-verify', actorId: userId, target: { type: 'user', id: userId } });
  }

  private async change({ userId, email }: FoundToken, token: string): Promise<void> {
    const changed = await this.emails.change(userId, email);
    if (!changed || !(await this.tokens.take(token))) throw uselessToken();
    await this.mails.voidTokens(userId);
    if (changed.before !== null) await this.mails.queue('email-changed', userId, { to: changed.before });
    await this.audit.record({ action: 'auth.email-change', actorId: userId, target: { type: 'user', id: userId } });
  }
}
