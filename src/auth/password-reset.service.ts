import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { AccountsService, EmailsService } from '../users/index.js';
import { uselessToken } from './auth.errors.js';
import type { Device } from './device.js';
import type { ResetPasswordBody } from './email.dto.js';
import { OneTimeTokens } from './one-time-tokens/index.js';
import { RecoveredAccounts } from './recovered-accounts.js';

/** Sets new passwords for those who read the mails of an account's address. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly accounts: AccountsService,
    private readonly emails: EmailsService,
    private readonly recovered: RecoveredAccounts,
  ) {}

  /**
   * Exchanges a token for a new password, which proves the address and ends all sessions. Of several uses at once one
   * counts. It signs nobody in, and leaves a suspension as it is.
   *
   * @throws VALIDATION_ERROR naming `token`, or `password` when it only repeats who its owner is; SERVICE_UNAVAILABLE
   */
  async reset({ token, password }: ResetPasswordBody, device: Device): Promise<void> {
    const found = await this.tokens.find(token, 'reset-password');
    if (!found) throw uselessToken();
    const { userId, email } = found;
    const passwordHash = await this.accounts.hashNewPassword(password, found);
    await this.database.transaction(async () => {
      const recovery = await this.emails.recover(userId, email, passwordHash);
      if (!recovery || !(await this.tokens.take(token))) throw uselessToken();
      await this.recovered.secure(userId, recovery);
    });
    await this.recovered.forgive(email, device);
  }
}
