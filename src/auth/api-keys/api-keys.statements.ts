import type { Statement } from '../../platform/database/index.js';

/** Whether a use is worth writing down: once a minute is often enough. */
const UNNOTED = `coalesce(last_used_at <= now() - interval '1 minute', true)`;

export const FIND_PRINCIPAL: Statement = {
  name: 'api_keys.principal',
  text: `SELECT k.key_hash AS "hash", k.user_id AS "userId", k.scopes, k.expires_at <= now() AS expired,
      ${UNNOTED} AS "isUnnoted", u.role, u.email_verified AS "emailVerified"
    FROM api_keys k JOIN users u ON u.id = k.user_id AND u.deleted_at IS NULL
      AND (u.suspended_at IS NULL OR u.suspended_until <= now())
    WHERE k.id = $1`,
};

export const NOTE_USE: Statement = {
  name: 'api_keys.note-use',
  text: `UPDATE api_keys SET last_used_at = now() WHERE id = $1 AND ${UNNOTED}`,
};

/** Has those who make keys for one account wait for each other, and holds no writer of posts up. */
export const LOCK_OWNER: Statement = {
  name: 'api_keys.lock-owner',
  text: 'SELECT id FROM users WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE',
};

export const FORGET_EXPIRED: Statement = {
  name: 'api_keys.forget-expired',
  text: `DELETE FROM api_keys WHERE user_id = $1 AND expires_at <= now() - interval '30 days'`,
};

export const COUNT: Statement = {
  name: 'api_keys.count',
  text: 'SELECT count(*)::integer AS count FROM api_keys WHERE user_id = $1',
};

export const INSERT: Statement = {
  name: 'api_keys.insert',
  text: `INSERT INTO api_keys (id, name, scopes, last_four, created_at, last_used_at, expires_at, user_id, key_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

const COLUMNS = `id, name, scopes, last_four AS "lastFour", created_at AS "createdAt", last_used_at AS "lastUsedAt",
  expires_at AS "expiresAt"`;

export const LIST: Statement = {
  name: 'api_keys.list',
  text: `SELECT ${COLUMNS} FROM api_keys WHERE user_id = $1 ORDER BY created_at DESC, id DESC`,
};

export const FIND_OWN: Statement = {
  name: 'api_keys.find-own',
  text: `SELECT ${COLUMNS} FROM api_keys WHERE id = $1 AND user_id = $2`,
};

export const REVOKE_OWN: Statement = {
  name: 'api_keys.revoke-own',
  text: 'DELETE FROM api_keys WHERE id = $1 AND user_id = $2 RETURNING id',
};
