import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { PasswordHasher } from '../platform/security/index.js';
import { CredentialsRepository, type Credentials } from './credentials.repository.js';
import { EmailAssignments } from './email-assignments.js';
import { requireImpersonal, type PasswordOwner } from './password-rule.js';
import { User } from './user.entity.js';
import type { UserRecord } from './user.view.js';
import { UsersRepository } from './users.repository.js';

export interface NewAccount {
  email: string;
  username: string;
  name: string;
  role: Role;
  /** From {@link AccountsService.hashNewPassword}, so that no transaction waits for a hash. */
  passwordHash: string;
  /** Whether whoever makes the account answers for its address. */
  emailVerified?: boolean;
}

/** Accounts as signing in sees them: somebody with a password. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly credentials: CredentialsRepository,
    private readonly hasher: PasswordHasher,
    private readonly emails: EmailAssignments,
  ) {}

  /** The account of an email address in its canonical spelling, unless it is deleted. */
  findByEmail(email: string): Promise<Credentials | undefined> {
    return this.credentials.findByEmail(email);
  }

  /** The account of a user, unless it is deleted or has no password. */
  findByUser(userId: string): Promise<Credentials | undefined> {
    return this.credentials.findByUser(userId);
  }

  /**
   * @param field what the password is called in the input.
   * @throws VALIDATION_ERROR when the password only repeats who its owner is; SERVICE_UNAVAILABLE
   */
  hashNewPassword(password: string, owner: PasswordOwner, field = 'password'): Promise<string> {
    requireImpersonal(password, owner, field);
    return this.hasher.hash(password);
  }

  /** @throws EMAIL_TAKEN, USERNAME_TAKEN */
  create({ email, username, name, role, passwordHash, emailVerified = false }: NewAccount): Promise<User> {
    const now = new Date();
    const user = Object.assign(new User(), {
      id: uuidv7(),
      email,
      emailVerified,
      username,
      name,
      role,
      createdAt: now,
      updatedAt: now,
    });
    return this.database.transaction(async () => {
      await this.users.insert(user);
      await this.credentials.insert(user.id, passwordHash);
      if (!emailVerified) await this.emails.tell({ userId: user.id, email, before: null });
      return user;
    });
  }

  /**
   * Whether this is the account's password. Without an account, or with one that has no password, the answer is no and
   * takes as long. A hash of outdated strength is replaced.
   */
  async verifyPassword(account: Credentials | undefined, password: string): Promise<boolean> {
    const stored = account?.passwordHash;
    const matches = await this.hasher.verify(stored, password);
    if (account && matches && this.hasher.isOutdated(account.passwordHash)) {
      await this.credentials.rehash(account.userId, account.passwordHash, await this.hasher.hash(password));
    }
    return matches;
  }

  /**
   * Sets a new password and ends all sessions of the epoch in which the old one was verified.
   *
   * @returns the new epoch; undefined when the account has changed since, and nothing was done.
   */
  changePassword({ userId, sessionEpoch }: Credentials, passwordHash: string): Promise<number | undefined> {
    return this.database.transaction(async () => {
      const epoch = await this.credentials.nextEpoch(userId, sessionEpoch);
      if (epoch !== undefined) await this.credentials.change(userId, passwordHash);
      return epoch;
    });
  }

  /** Ends all sessions, those too that are being opened; the new epoch, or undefined for a deleted account. */
  beginEpoch(userId: string): Promise<number | undefined> {
    return this.credentials.beginEpoch(userId);
  }

  /** Notes that the user signs in now; undefined when the account has changed since its credentials were read. */
  recordLogin(userId: string, sessionEpoch: number): Promise<UserRecord | undefined> {
    return this.credentials.recordLogin(userId, sessionEpoch);
  }
}
