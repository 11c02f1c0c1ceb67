import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '../../context/index.js';
import { Database } from '../../database/index.js';

/** A key as its caller sees it: the same text of another user is another key. */
export interface CallersKey {
  userId: string;
  key: string;
}

export interface KeptReply {
  fingerprint: Buffer;
  /** The caller's role when the request was served. */
  role: Role;
  reply: string;
}

const LOCK = {
  name: 'idempotency_keys.lock',
  text: 'SELECT pg_try_advisory_xact_lock($1::bigint) AS locked',
};
const FIND = {
  name: 'idempotency_keys.find',
  text: 'SELECT fingerprint, role, reply FROM idempotency_keys WHERE user_id = $1 AND key = $2 AND expires_at > now()',
};
const KEEP = {
  name: 'idempotency_keys.keep',
  text: `
    INSERT INTO idempotency_keys (user_id, key, fingerprint, role, reply, expires_at)
    VALUES ($1, $2, $3, $4, $5, now() + interval '24 hours')
    ON CONFLICT (user_id, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, role = excluded.role, reply = excluded.reply, expires_at = excluded.expires_at`,
};
const SWEEP = {
  name: 'idempotency_keys.sweep',
  text: `
    DELETE FROM idempotency_keys WHERE (user_id, key) IN (
      SELECT user_id, key FROM idempotency_keys WHERE expires_at <= now()
      ORDER BY expires_at LIMIT 20 FOR UPDATE SKIP LOCKED)`,
};

// Replies to users show nobody but themselves.
const FORGET = {
  name: 'idempotency_keys.forget',
  text: `
    DELETE FROM idempotency_keys WHERE user_id = $1::uuid OR (role <> 'user' AND strpos(reply, $1::uuid::text) > 0)`,
};

/** Keys and the replies kept under them, for 24 hours by the database's clock. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /** Takes the key until the open transaction ends, however it ends; false when somebody else has it. */
  async lock(key: CallersKey): Promise<boolean> {
    const [row] = await this.database.query<{ locked: boolean }>(LOCK, [lockNumber(key)]);
    return row?.locked === true;
  }

  async find({ userId, key }: CallersKey): Promise<KeptReply | undefined> {
    const [row] = await this.database.query<KeptReply>(FIND, [userId, key]);
    return row;
  }

  /** Keeps a reply. It also removes a few of those that have expired: after the write, so that nobody waits for it while it holds them. */
  async keep({ userId, key }: CallersKey, { fingerprint, role, reply }: KeptReply): Promise<void> {
    await this.database.query(KEEP, [userId, key, fingerprint, role, reply]);
    await this.database.query(SWEEP);
  }

  /** Removes the replies kept for a user, and those kept for staff that show the user's id. */
  async forget(userId: string): Promise<void> {
    await this.database.query(FORGET, [userId]);
  }
}

function lockNumber({ userId, key }: CallersKey): string {
  return createHash('sha256').update(`idempotency ${userId} ${key}`).digest().readBigInt64BE().toString();
}
