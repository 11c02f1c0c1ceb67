import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../platform/database/index.js';
import type { Status } from './user.entity.js';
import { RECORD_SQL, STATUS_SQL } from './users.repository.js';
import type { UserRecord } from './user.view.js';

/** What signing in needs to know of an account. */
export interface Credentials {
  userId: string;
  email: string;
  username: string;
  name: string;
  passwordHash: string;
  status: Status;
  suspendedUntil: string | null;
  /** The epoch in which a session that is opened now begins. */
  sessionEpoch: number;
}

const CREDENTIALS = `SELECT u.id AS "userId", u.email, u.username, u.name, c.password_hash AS "passwordHash",
  ${STATUS_SQL} AS status, u.suspended_until AS "suspendedUntil", u.session_epoch AS "sessionEpoch"
  FROM users u JOIN credentials c ON c.user_id = u.id WHERE u.deleted_at IS NULL`;

const BY_EMAIL: Statement = { name: 'users.credentials-by-email', text: `${CREDENTIALS} AND u.email = $1` };
const BY_ID: Statement = { name: 'users.credentials-by-id', text: `${CREDENTIALS} AND u.id = $1` };

const INSERT: Statement = {
  name: 'users.insert-credentials',
  text: 'INSERT INTO credentials (user_id, password_hash) VALUES ($1, $2)',
};
const REPLACE: Statement = {
  name: 'users.replace-password-hash',
  text: 'UPDATE credentials SET password_hash = $3 WHERE user_id = $1 AND password_hash = $2',
};
const CHANGE: Statement = {
  name: 'users.change-password-hash',
  text: 'UPDATE credentials SET password_hash = $2, changed_at = now() WHERE user_id = $1',
};
const SET: Statement = {
  name: 'users.set-password-hash',
  text: `INSERT INTO credentials (user_id, password_hash) VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = now()`,
};
const NEXT_EPOCH: Statement = {
  name: 'users.next-session-epoch',
  text: `UPDATE users SET session_epoch = session_epoch + 1
    WHERE id = $1 AND session_epoch = $2 AND deleted_at IS NULL RETURNING session_epoch AS epoch`,
};
const BEGIN_EPOCH: Statement = {
  name: 'users.begin-session-epoch',
  text: `UPDATE users SET session_epoch = session_epoch + 1 WHERE id = $1 AND deleted_at IS NULL
    RETURNING session_epoch AS epoch`,
};
const RECORD_LOGIN: Statement = {
  name: 'users.record-login',
  text: `UPDATE users u SET last_login_at = now()
    WHERE u.id = $1 AND u.session_epoch = $2 AND ${STATUS_SQL} = 'active' RETURNING ${RECORD_SQL}`,
};

/** Passwords, kept apart from `users` so that no query for a user can leak one. */
@Injectable()
export class CredentialsRepository {
  constructor(private readonly database: Database) {}

  /** Deleted accounts are not found. */
  async findByEmail(email: string): Promise<Credentials | undefined> {
    const [found] = await this.database.query<Credentials>(BY_EMAIL, [email]);
    return found;
  }

  /** Deleted accounts are not found. */
  async findByUser(userId: string): Promise<Credentials | undefined> {
    const [found] = await this.database.query<Credentials>(BY_ID, [userId]);
    return found;
  }

  async insert(userId: string, passwordHash: string): Promise<void> {
    await this.database.query(INSERT, [userId, passwordHash]);
  }

  /** Exchanges one hash of a password for another one of the same, unless the password has changed meanwhile. */
  async rehash(userId: string, before: string, after: string): Promise<void> {
    await this.database.query(REPLACE, [userId, before, after]);
  }

  async change(userId: string, passwordHash: string): Promise<void> {
    await this.database.query(CHANGE, [userId, passwordHash]);
  }

  /** Also for a user who had no password. */
  async set(userId: string, passwordHash: string): Promise<void> {
    await this.database.query(SET, [userId, passwordHash]);
  }

  /** Ends all sessions; undefined when the account is in another epoch already. */
  async nextEpoch(userId: string, present: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ epoch: number }>(NEXT_EPOCH, [userId, present]);
    return row?.epoch;
  }

  /** Ends all sessions; undefined for a deleted account. */
  async beginEpoch(userId: string): Promise<number | undefined> {
    const [row] = await this.database.query<{ epoch: number }>(BEGIN_EPOCH, [userId]);
    return row?.epoch;
  }

  /** Locks the user's row; undefined when the account is not active, or in another epoch already. */
  async recordLogin(userId: string, epoch: number): Promise<UserRecord | undefined> {
    const [user] = await this.database.query<UserRecord>(RECORD_LOGIN, [userId, epoch]);
    return user;
  }
}
