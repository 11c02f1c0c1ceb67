import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { invalidField, type Problem } from '../platform/problem/index.js';
import { AccountsService } from '../users/index.js';
import type { ChangePasswordBody } from './auth.dto.js';
import type { Device } from './device.js';
import { PasswordNotices } from './password-notices.js';
import { SessionsService } from './sessions.service.js';
import { StepUp } from './step-up.js';

/** Exchanges the password of somebody who is signed in. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly stepUp: StepUp,
    private readonly notices: PasswordNotices,
  ) {}

  /**
   * Sets a new password and ends all sessions but the caller's.
   *
   * @throws VALIDATION_ERROR naming `currentPassword`, or the `code` of a second factor; RATE_LIMITED, SERVICE_UNAVAILABLE
   */
  async change(body: ChangePasswordBody, caller: SessionPrincipal, device: Device): Promise<void> {
    const proof = { password: body.currentPassword, code: body.code };
    const account = await this.stepUp.require(caller, proof, device, { password: 'currentPassword' });
    const passwordHash = await this.accounts.hashNewPassword(body.newPassword, account, 'newPassword');
    await this.database.transaction(async () => {
      const epoch = await this.accounts.changePassword(account, passwordHash);
      if (epoch === undefined) throw wrongPassword();
      await this.sessions.keepOnly(caller, account.sessionEpoch, epoch);
      await this.notices.changed(caller.userId, 'auth.password-change');
    });
  }
}

function wrongPassword(): Problem {
  return invalidField('currentPassword', 'wrongPassword', 'currentPassword is not the present password');
}
