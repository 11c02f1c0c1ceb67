import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database } from '../platform/database/index.js';
import { Problem } from '../platform/problem/index.js';
import { AccountsService } from './accounts.service.js';
import { canonicalEmail } from './email-address.js';
import { passwordFault } from './password-rule.js';
import { isFree, USERNAME } from './username.js';
import { UsersRepository } from './users.repository.js';

export interface FirstAdminAccount {
  email: string;
  password: string;
  username: string;
}

/** The first admin cannot be made as configured; the message says why and shows no value. */
export class FirstAdminRefused extends Error {}

/** Makes the admin without whom nobody could appoint another one. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly accounts: AccountsService,
    private readonly audit: Audit,
  ) {}

  /**
   * Makes the account unless there is an admin.
   *
   * @returns whether it was made.
   * @throws FirstAdminRefused when a value is not acceptable, or the email or username belongs to somebody.
   */
  async ensure({ password, ...names }: FirstAdminAccount): Promise<boolean> {
    if (await this.users.hasAdmin()) return false;
    const owner = requireNames(names);
    requirePassword(password);
    try {
      const passwordHash = await this.accounts.hashNewPassword(password, owner, 'ADMIN_PASSWORD');
      return await this.make({ ...owner, passwordHash });
    } catch (error) {
      if (error instanceof Problem && error.status < 500)
        throw new FirstAdminRefused(reasonOf(error), { cause: error });
      throw error;
    }
  }

  private make(owner: { email: string; username: string; passwordHash: string }): Promise<boolean> {
    return this.database.transaction(async () => {
      await this.users.lockFirstAdmin();
      if (await this.users.hasAdmin()) return false;
      const account = { ...owner, name: owner.username, role: 'admin', emailVerified: true } as const;
      const { id } = await this.accounts.create(account);
      await this.audit.record({ action: 'users.create', target: { type: 'user', id }, changes: { role: 'admin' } });
      return true;
    });
  }
}

function requireNames({ email, username }: { email: string; username: string }): { email: string; username: string } {
  const canonical = canonicalEmail(email);
  if (canonical === undefined) throw new FirstAdminRefused('ADMIN_EMAIL must be an email address');
  if (!USERNAME.test(username) || !isFree(username)) {
    throw new FirstAdminRefused('ADMIN_USERNAME must be 3 to 30 of a-z, 0-9, _ and -, and not a reserved word');
  }
  return { email: canonical, username };
}

function requirePassword(password: string): void {
  const fault = passwordFault(password);
  if (fault) throw new FirstAdminRefused(fault.replace('$field', 'ADMIN_PASSWORD'));
}

function reasonOf(problem: Problem): string {
  if (problem.code === 'EMAIL_TAKEN') return 'ADMIN_EMAIL belongs to an account that is no admin';
  if (problem.code === 'USERNAME_TAKEN') return 'ADMIN_USERNAME belongs to an account that is no admin';
  return problem.errors?.[0]?.message ?? problem.message;
}
