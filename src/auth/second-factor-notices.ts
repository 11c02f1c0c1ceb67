import { Injectable } from '@nestjs/common';
import { Audit, type Action } from '../audit/index.js';
import { AccountMails, type AccountMailKind } from './mails/index.js';

/** Writes down, in the open transaction, what has become of somebody's second factor, and tells them by mail. */
@Injectable()
export class SecondFactorNotices {
  constructor(
    private readonly audit: Audit,
    private readonly mails: AccountMails,
  ) {}

  turnedOn(userId: string): Promise<void> {
    return this.tell(userId, 'auth.totp-enable', 'second-factor-on');
  }

  turnedOff(userId: string): Promise<void> {
    return this.tell(userId, 'auth.totp-disable', 'second-factor-off');
  }

  recoveryCodeUsed(userId: string): Promise<void> {
    return this.tell(userId, 'auth.recovery-code-use', 'recovery-code-used');
  }

  recoveryCodesRenewed(userId: string): Promise<void> {
    return this.tell(userId, 'auth.recovery-codes-renew');
  }

  private async tell(userId: string, action: Action, mail?: AccountMailKind): Promise<void> {
    await this.audit.record({ action, actorId: userId, target: { type: 'user', id: userId } });
    if (mail) await this.mails.queue(mail, userId);
  }
}
