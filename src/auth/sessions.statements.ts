import type { Statement } from '../platform/database/index.js';

/** However often it is used, a session ends after this long. */
const LONGEST = `interval '30 days'`;

/** Whether the user `u` of the session `s` may use it: the account is active, and has not ended its sessions since. */
const ENTITLED = `u.id = s.user_id AND u.session_epoch = s.epoch AND u.deleted_at IS NULL
  AND (u.suspended_at IS NULL OR u.suspended_until <= now())`;

/** Seconds that the session `s` has left. */
const LIFETIME = `round(extract(epoch FROM s.expires_at - now()))::integer AS lifetime`;

export const FIND_PRINCIPAL: Statement = {
  name: 'sessions.principal',
  text: `SELECT u.role, u.email_verified AS "emailVerified" FROM sessions s JOIN users u ON ${ENTITLED}
    WHERE s.id = $1 AND s.user_id = $2 AND s.expires_at > now()`,
};

export const INSERT: Statement = {
  name: 'sessions.insert',
  text: `INSERT INTO sessions (id, user_id, epoch, expires_at, user_agent, ip_address)
    VALUES ($1, $2, $3, now() + least($4 * interval '1 second', ${LONGEST}), $5, $6)`,
};

/** Expired sessions, and those of an earlier epoch, go first. */
export const TRIM: Statement = {
  name: 'sessions.trim',
  text: `DELETE FROM sessions WHERE id IN (
    SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.user_id = $1
    ORDER BY s.expires_at > now() AND s.epoch = u.session_epoch DESC, s.created_at DESC, s.id DESC OFFSET $2)`,
};

/** Compare and set: of parallel requests with one token, exactly one finds its counter. */
export const ROTATE: Statement = {
  name: 'sessions.rotate',
  text: `UPDATE sessions s SET counter = s.counter + 1, rotated_at = now(), last_used_at = now(),
      expires_at = least(now() + $3 * interval '1 second', s.created_at + ${LONGEST})
    FROM users u WHERE s.id = $1 AND s.counter = $2 AND s.expires_at > now() AND ${ENTITLED}
    RETURNING s.user_id AS "userId", u.role, s.counter, ${LIFETIME}`,
};

export const INSPECT: Statement = {
  name: 'sessions.inspect',
  text: `SELECT s.user_id AS "userId", u.role, s.counter, ${LIFETIME}, s.expires_at <= now() AS expired,
      $2::integer > 0 AND s.rotated_at > now() - $2::integer * interval '1 second' AS fresh
    FROM sessions s JOIN users u ON ${ENTITLED} WHERE s.id = $1`,
};

export const LIST: Statement = {
  name: 'sessions.list',
  text: `SELECT s.id, s.user_agent AS "userAgent", s.ip_address AS "ipAddress", s.created_at AS "createdAt",
      s.last_used_at AS "lastUsedAt", s.expires_at AS "expiresAt"
    FROM sessions s JOIN users u ON ${ENTITLED} WHERE s.user_id = $1 AND s.expires_at > now()
    ORDER BY s.last_used_at DESC, s.id DESC`,
};

export const END: Statement = {
  name: 'sessions.end',
  text: 'DELETE FROM sessions WHERE id = $1 RETURNING user_id AS "userId"',
};

export const END_OWN: Statement = {
  name: 'sessions.end-own',
  text: 'DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING id',
};

export const END_ALL: Statement = { name: 'sessions.end-all', text: 'DELETE FROM sessions WHERE user_id = $1' };

export const END_OTHERS: Statement = {
  name: 'sessions.end-others',
  text: 'DELETE FROM sessions WHERE user_id = $1 AND id <> $2',
};

export const CARRY_OVER: Statement = {
  name: 'sessions.carry-over',
  text: 'UPDATE sessions SET epoch = $3 WHERE id = $1 AND epoch = $2',
};

export const REMOVE_EXPIRED: Statement = {
  name: 'sessions.remove-expired',
  text: `DELETE FROM sessions WHERE id = ANY (ARRAY(
    SELECT id FROM sessions WHERE expires_at < now() - interval '1 day'
    ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)) RETURNING id`,
};
