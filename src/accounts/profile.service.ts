import { Injectable } from '@nestjs/common';
import { EmailChangeService, StepUp } from '../auth/index.js';
import type { Device, Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import type { Precondition, Resource } from '../platform/http/index.js';
import { invalidField } from '../platform/problem/index.js';
import { AccountsService, UsersService, type UserView } from '../users/index.js';
import type { EditAccountBody } from './account.dto.js';

/** People change what they say of themselves, and where they are written to. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly accounts: AccountsService,
    private readonly stepUp: StepUp,
    private readonly emailChange: EmailChangeService,
  ) {}

  /**
   * Changes the caller's profile, all of it or nothing. A new email is only asked for: it takes effect when the new
   * address confirms it.
   *
   * @throws VALIDATION_ERROR naming `currentPassword` or `code`, RATE_LIMITED, SERVICE_UNAVAILABLE
   * @throws NOT_FOUND, PRECONDITION_FAILED, EMAIL_TAKEN, USERNAME_TAKEN
   */
  async edit(
    { email, currentPassword, code, ...profile }: EditAccountBody,
    precondition: Precondition,
    caller: Principal,
    device: Device,
  ): Promise<Resource<UserView>> {
    const asksForEmail = email !== undefined && (await this.isNew(email, caller));
    if (asksForEmail) await this.requireProof(currentPassword, code, caller, device);
    return this.database.transaction(async () => {
      const account = await this.users.edit(caller.userId, profile, precondition, caller);
      if (asksForEmail) await this.emailChange.request(caller.userId, email);
      return account;
    });
  }

  private async isNew(email: string, { userId }: Principal): Promise<boolean> {
    return (await this.accounts.findByUser(userId))?.email !== email;
  }

  private async requireProof(
    password: string | undefined,
    code: string | undefined,
    caller: Principal,
    device: Device,
  ): Promise<void> {
    if (password === undefined)
      throw invalidField('currentPassword', 'required', 'currentPassword is required for a new email');
    await this.stepUp.require(caller, { password, code }, device, { password: 'currentPassword' });
  }
}
