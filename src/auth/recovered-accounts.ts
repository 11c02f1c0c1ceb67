import { Injectable } from '@nestjs/common';
import { clientKey, FailureLimiter } from '../platform/security/index.js';
import type { Recovery } from '../users/index.js';
import type { Device } from './device.js';
import { InheritedAccessRepository } from './inherited-access.repository.js';
import { PasswordNotices } from './password-notices.js';

/** Leaves an account to whoever has just set a new password by mail, and to nobody else. */
@Injectable()
export class RecoveredAccounts {
  constructor(
    private readonly inherited: InheritedAccessRepository,
    private readonly notices: PasswordNotices,
    private readonly failures: FailureLimiter,
  ) {}

  /**
   * Takes away what others may have left. API keys and a second factor stay the owner's; but where nobody had proved the
   * address before, they may be somebody else's, who registered with it: then they go too.
   */
  async secure(userId: string, { wasVerified }: Recovery): Promise<void> {
    if (!wasVerified) await this.inherited.remove(userId);
    await this.notices.changed(userId, 'auth.password-reset');
  }

  /** Whoever forgot a password has most likely just failed to guess it. */
  forgive(email: string, { ipAddress }: Device): Promise<void> {
    return this.failures.succeeded(email, clientKey(ipAddress));
  }
}
