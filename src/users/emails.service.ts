import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import { Database } from '../platform/database/index.js';
import { CredentialsRepository } from './credentials.repository.js';
import type { User } from './user.entity.js';
import { emailTaken } from './user.errors.js';
import { UsersRepository } from './users.repository.js';
import { userTag } from './users.service.js';

/** What became of the account whose address was proved by setting a new password. */
export interface Recovery {
  /** Whether its address had been proved before. */
  wasVerified: boolean;
}

/** What follows from reading the mails of an address. Each method locks the user first. */
@Injectable()
export class EmailsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly credentials: CredentialsRepository,
    private readonly cacheTags: CacheTags,
  ) {}

  /** The user, not deleted, with this address in its canonical spelling. They need not have a password. */
  findUserId(email: string): Promise<string | undefined> {
    return this.users.findIdByEmail(email);
  }

  /** Whether the address is new to the user. @throws EMAIL_TAKEN when it is another's, deleted or not */
  async isNewTo(userId: string, email: string): Promise<boolean> {
    const owner = await this.users.findOwner(email);
    if (owner !== undefined && owner !== userId) throw emailTaken();
    return owner === undefined;
  }

  /** Notes that the user reads the mails of their address; false when it is no longer theirs. */
  verify(userId: string, email: string): Promise<boolean> {
    return this.database.transaction(async () => {
      const user = await this.lock(userId);
      if (user?.email !== email) return false;
      await this.confirm(user, email);
      return true;
    });
  }

  /**
   * Gives the user the address whose mails they read.
   *
   * @returns the address before; undefined when there is no such user.
   * @throws EMAIL_TAKEN
   */
  change(userId: string, email: string): Promise<{ before: string | null } | undefined> {
    return this.database.transaction(async () => {
      const user = await this.lock(userId);
      if (!user) return undefined;
      const before = user.email;
      await this.confirm(user, email);
      return { before };
    });
  }

  /**
   * Sets a new password for whoever reads the mails of the user's address, and ends all sessions.
   *
   * @returns undefined when the address is no longer the user's, and nothing was done.
   */
  recover(userId: string, email: string, passwordHash: string): Promise<Recovery | undefined> {
    return this.database.transaction(async () => {
      const user = await this.lock(userId);
      if (user?.email !== email) return undefined;
      const wasVerified = user.emailVerified;
      await this.confirm(user, email);
      await this.credentials.nextEpoch(userId, user.sessionEpoch);
      await this.credentials.set(userId, passwordHash);
      return { wasVerified };
    });
  }

  private async lock(userId: string): Promise<User | undefined> {
    const user = await this.users.lock(userId);
    return user?.deletedAt === null ? user : undefined;
  }

  private async confirm(user: User, email: string): Promise<void> {
    user.confirmEmail(email, new Date());
    await this.users.save(user);
    this.cacheTags.changed(userTag(user.id));
  }
}
