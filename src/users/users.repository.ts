import { Injectable } from '@nestjs/common';
import { Database, onViolation, type Statement } from '../platform/database/index.js';
import { User } from './user.entity.js';
import { emailTaken, usernameTaken } from './user.errors.js';
import type { ReadUser } from './user.view.js';

/** The status of the row `u`, by the database's clock. */
export const STATUS_SQL = `CASE WHEN u.deleted_at IS NOT NULL THEN 'deleted'
  WHEN u.suspended_at IS NOT NULL AND coalesce(u.suspended_until, 'infinity') > now() THEN 'suspended'
  ELSE 'active' END`;

/** The columns of a {@link UserRecord} of the row `u`. */
export const RECORD_SQL = `u.id, u.username, u.name, u.bio, u.avatar_url AS "avatarUrl", u.website, u.role,
  u.follower_count AS "followerCount", u.created_at AS "createdAt", u.email, u.email_verified AS "emailVerified", ${STATUS_SQL} AS status,
  u.last_login_at AS "lastLoginAt", u.updated_at AS "updatedAt", u.version`;

const BY_ID = readingBy('id');
const BY_USERNAME = readingBy('username');

const ID_BY_EMAIL: Statement = {
  name: 'users.id-by-email',
  text: 'SELECT id FROM users WHERE email = $1 AND deleted_at IS NULL',
};
const OWNER_OF_EMAIL: Statement = { name: 'users.owner-of-email', text: 'SELECT id FROM users WHERE email = $1' };
const HAS_ADMIN: Statement = {
  name: 'users.has-admin',
  text: "SELECT 1 FROM users WHERE role = 'admin' AND deleted_at IS NULL LIMIT 1",
};
const LOCK_FIRST_ADMIN: Statement = {
  name: 'users.lock-first-admin',
  text: "SELECT pg_advisory_xact_lock(hashtextextended('quire/first-admin', 0))",
};

const TAKEN = { users_email_key: () => emailTaken(), users_username_key: () => usernameTaken() };

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** Deleted users are not found. */
  findById(id: string, callerId: string | undefined): Promise<ReadUser | undefined> {
    return this.findBy(BY_ID, id, callerId);
  }

  /** Deleted users are not found. */
  findByUsername(username: string, callerId: string | undefined): Promise<ReadUser | undefined> {
    return this.findBy(BY_USERNAME, username, callerId);
  }

  /** Deleted users are not found. */
  async findIdByEmail(email: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(ID_BY_EMAIL, [email]);
    return row?.id;
  }

  /** Whose an address is; deleted users keep theirs. */
  async findOwner(email: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(OWNER_OF_EMAIL, [email]);
    return row?.id;
  }

  /** The user's row, deleted or not, locked until the transaction ends. */
  async lock(id: string): Promise<User | null> {
    const locked = this.database.manager.createQueryBuilder(User, 'u').setLock('pessimistic_write');
    return locked.where('u.id = :id', { id }).getOne();
  }

  /**
   * Locks the user's row together with those of all admins, always in the order of their ids, so that of two admins
   * who demote each other one sees that the other was faster.
   */
  async lockWithAdmins(id: string): Promise<{ user?: User; admins: User[] }> {
    const rows = await this.database.manager
      .createQueryBuilder(User, 'u')
      .setLock('pessimistic_write')
      .where('u.id = :id', { id })
      .orWhere("u.role = 'admin' AND u.deleted_at IS NULL")
      .orderBy('u.id')
      .getMany();
    const admins = rows.filter(({ role, deletedAt }) => role === 'admin' && deletedAt === null);
    return { user: rows.find((row) => row.id === id), admins };
  }

  /** @throws EMAIL_TAKEN or USERNAME_TAKEN */
  async insert(user: User): Promise<void> {
    await onViolation(TAKEN, () => this.database.manager.insert(User, user));
  }

  /** Writes what the entity's verbs have changed. @throws EMAIL_TAKEN or USERNAME_TAKEN */
  async save(user: User): Promise<void> {
    const changes = user.takeUnsaved();
    if (changes) await onViolation(TAKEN, () => this.database.manager.update(User, { id: user.id }, changes));
  }

  async hasAdmin(): Promise<boolean> {
    return (await this.database.query(HAS_ADMIN)).length > 0;
  }

  /** Held until the transaction ends by the one instance that makes the first admin, of several that boot at once. */
  async lockFirstAdmin(): Promise<void> {
    await this.database.query(LOCK_FIRST_ADMIN);
  }

  private async findBy(
    { forAnybody, forCaller }: Reading,
    name: string,
    callerId: string | undefined,
  ): Promise<ReadUser | undefined> {
    const [user] = await (callerId === undefined
      ? this.database.query<ReadUser>(forAnybody, [name])
      : this.database.query<ReadUser>(forCaller, [name, callerId]));
    return user;
  }
}

/** How a user is read for an anonymous caller, and for a known one. */
interface Reading {
  forAnybody: Statement;
  forCaller: Statement;
}

function readingBy(column: 'id' | 'username'): Reading {
  const from = `FROM users u WHERE u.${column} = $1 AND u.deleted_at IS NULL`;
  const following = 'EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = $2 AND f.followed_id = u.id)';
  return {
    forAnybody: { name: `users.by-${column}`, text: `SELECT ${RECORD_SQL} ${from}` },
    forCaller: {
      name: `users.by-${column}-for-caller`,
      text: `SELECT ${RECORD_SQL}, CASE WHEN u.id <> $2 THEN ${following} END AS following ${from}`,
    },
  };
}
