import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../../platform/database/index.js';
import type { AccountMail, AccountMailKind } from './account-mail.js';

/** Days after which a mail that could not be sent is given up; its job has long done so. */
const KEPT_DAYS = 7;

const INSERT: Statement = {
  name: 'account_mails.insert',
  text: `INSERT INTO account_mails (id, user_id, kind, email, details)
    SELECT $1::uuid, u.id, $3::text, coalesce($4::text, u.email), $5::jsonb FROM users u
    WHERE u.id = $2 AND u.deleted_at IS NULL AND coalesce($4::text, u.email) IS NOT NULL RETURNING id`,
};
const LOCK_OWNER: Statement = {
  name: 'account_mails.lock-owner',
  text: 'SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE',
};
const DROP: Statement = {
  name: 'account_mails.drop',
  text: 'DELETE FROM account_mails WHERE user_id = $1 AND kind = ANY($2::text[])',
};
const LOCK: Statement = {
  name: 'account_mails.lock',
  text: `SELECT m.id, m.user_id AS "userId", u.username, m.kind, m.email, m.details
    FROM account_mails m JOIN users u ON u.id = m.user_id WHERE m.id = $1 AND u.deleted_at IS NULL
      AND (m.kind NOT IN ('verify-email', 'reset-password') OR u.email = m.email)
    FOR KEY SHARE OF u FOR UPDATE OF m`,
};
const REMOVE: Statement = { name: 'account_mails.remove', text: 'DELETE FROM account_mails WHERE id = $1' };
const SWEEP: Statement = {
  name: 'account_mails.sweep',
  text: `DELETE FROM account_mails WHERE created_at < now() - $1 * interval '1 day'`,
};

/** Mails on their way to people. */
@Injectable()
export class AccountMailsRepository {
  constructor(private readonly database: Database) {}

  /** Whether there is an address to send it to: the one given, or the user's. */
  async insert(mail: {
    id: string;
    userId: string;
    kind: AccountMailKind;
    email?: string;
    details: object;
  }): Promise<boolean> {
    const { id, userId, kind, email = null, details } = mail;
    return (await this.database.query(INSERT, [id, userId, kind, email, JSON.stringify(details)])).length > 0;
  }

  /** Takes back what waits; what others are about to queue for the user is waited for. */
  async drop(userId: string, kinds: AccountMailKind[]): Promise<void> {
    await this.database.query(LOCK_OWNER, [userId]);
    await this.database.query(DROP, [userId, kinds]);
  }

  /** Undefined when it is not to be sent any more: it, its user or its address has gone, or a newer one waits. */
  async lock(id: string): Promise<AccountMail | undefined> {
    const [mail] = await this.database.query<AccountMail>(LOCK, [id]);
    return mail;
  }

  async remove(id: string): Promise<void> {
    await this.database.query(REMOVE, [id]);
  }

  async sweep(): Promise<void> {
    await this.database.query(SWEEP, [KEPT_DAYS]);
  }
}
