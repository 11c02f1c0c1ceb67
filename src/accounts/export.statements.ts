import type { Statement } from '../platform/database/index.js';

const moment = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const SESSIONS = `
  SELECT coalesce(json_agg(json_build_object('id', s.id, 'userAgent', s.user_agent, 'ipAddress', s.ip_address,
    'createdAt', ${moment('s.created_at')}, 'lastUsedAt', ${moment('s.last_used_at')},
    'expiresAt', ${moment('s.expires_at')}) ORDER BY s.created_at), '[]')
  FROM sessions s WHERE s.user_id = u.id`;

const API_KEYS = `
  SELECT coalesce(json_agg(json_build_object('id', k.id, 'name', k.name, 'scopes', k.scopes,
    'createdAt', ${moment('k.created_at')}, 'lastUsedAt', ${moment('k.last_used_at')},
    'expiresAt', ${moment('k.expires_at')}) ORDER BY k.created_at), '[]')
  FROM api_keys k WHERE k.user_id = u.id`;

const SECOND_FACTOR = `
  json_build_object(
    'enabled', EXISTS (SELECT FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL),
    'recoveryCodesLeft', (SELECT count(*) FROM recovery_codes r WHERE r.user_id = u.id))`;

// Asked for by a mail that is sent, or about to be.
const PENDING_EMAIL = `coalesce(
  (SELECT t.email FROM one_time_tokens t
    WHERE t.user_id = u.id AND t.purpose = 'confirm-email' AND t.expires_at > now()),
  (SELECT m.email FROM account_mails m WHERE m.user_id = u.id AND m.kind = 'confirm-email' LIMIT 1))`;

/** What there is one of, and what there are few of. */
export const HEAD: Statement = {
  name: 'accounts.export-head',
  text: `
    SELECT json_build_object(
      'exportedAt', ${moment('now()')},
      'profile', json_build_object(
        'id', u.id, 'username', u.username, 'name', u.name, 'bio', u.bio, 'avatarUrl', u.avatar_url,
        'website', u.website, 'role', u.role, 'email', u.email, 'emailVerified', u.email_verified,
        'followerCount', u.follower_count, 'createdAt', ${moment('u.created_at')},
        'updatedAt', ${moment('u.updated_at')}, 'lastLoginAt', ${moment('u.last_login_at')},
        'passwordChangedAt', (SELECT ${moment('c.changed_at')} FROM credentials c WHERE c.user_id = u.id)),
      'pendingEmail', ${PENDING_EMAIL},
      'secondFactor', ${SECOND_FACTOR},
      'sessions', (${SESSIONS}),
      'apiKeys', (${API_KEYS}))::text AS json
    FROM users u WHERE u.id = $1`,
};

/** A part of a list, in the order of an index; each page begins behind the last row of the one before. */
export interface Source extends Statement {
  /** What stands before the first row. */
  start: readonly string[];
  /** Rows of a page. */
  limit: number;
}

interface Outline {
  json: string;
  from: string;
  /** With their types; the last one makes the order a total one. */
  key: [expression: string, type: string][];
  order: 'ASC' | 'DESC';
  limit: number;
}

const FIRST: Record<string, string> = { uuid: '00000000-0000-0000-0000-000000000000', timestamptz: '-infinity' };
const LAST: Record<string, string> = { uuid: 'ffffffff-ffff-ffff-ffff-ffffffffffff', timestamptz: 'infinity' };

function source(name: string, { json, from, key, order, limit }: Outline): Source {
  const columns = key.map(([expression]) => expression);
  const after = key.map(([, type], index) => `$${index + 2}::${type}`);
  const text = `
    SELECT json_build_object(${json})::text AS json, ARRAY[${columns.map((column) => `${column}::text`).join(', ')}] AS key
    FROM ${from} AND (${columns.join(', ')}) ${order === 'ASC' ? '>' : '<'} (${after.join(', ')})
    ORDER BY ${columns.map((column) => `${column} ${order}`).join(', ')} LIMIT ${limit}`;
  const before = order === 'ASC' ? FIRST : LAST;
  return { name: `accounts.export-${name}`, text, start: key.map(([, type]) => before[type] ?? ''), limit };
}

/** Rows of a page: those that can be long, and those that cannot. */
const FEW = 10;
const SOME = 100;
const MANY = 500;

export const POSTS = source('posts', {
  json: `'id', p.id, 'slug', p.slug, 'title', p.title, 'excerpt', p.excerpt, 'content', p.content,
      'status', CASE WHEN p.deleted_at IS NULL THEN p.status ELSE 'trashed' END, 'tags', p.tags,
      'coverImageUrl', p.cover_image_url, 'externalId', p.external_id, 'publishedAt', ${moment('p.published_at')},
      'publishAt', ${moment('p.publish_at')}, 'createdAt', ${moment('p.created_at')},
      'updatedAt', ${moment('p.updated_at')}, 'version', p.version`,
  from: 'posts p WHERE p.author_id = $1',
  key: [
    [`coalesce(p.published_at, 'infinity')`, 'timestamptz'],
    ['p.id', 'uuid'],
  ],
  order: 'DESC',
  limit: FEW,
});

/** The revisions of one post, from a version on. */
export const REVISIONS: Statement & { limit: number } = {
  name: 'accounts.export-revisions',
  text: `
    SELECT r.version, json_build_object('version', r.version, 'title', r.title, 'excerpt', r.excerpt,
      'content', r.content, 'tags', r.tags, 'editedByYou', r.edited_by IS NOT DISTINCT FROM $1::uuid,
      'createdAt', ${moment('r.created_at')})::text AS json
    FROM post_revisions r WHERE r.post_id = $2 AND r.version > $3 ORDER BY r.version LIMIT ${FEW}`,
  limit: FEW,
};

const COMMENTS = source('comments', {
  json: `'id', c.id, 'postId', c.post_id, 'parentId', c.parent_id, 'content', c.content, 'hidden', c.hidden,
      'deleted', c.deleted, 'createdAt', ${moment('c.created_at')}, 'updatedAt', ${moment('c.updated_at')}`,
  from: 'comments c WHERE c.author_id = $1',
  key: [['c.id', 'uuid']],
  order: 'ASC',
  limit: SOME,
});

const EDITS = source('edits', {
  json: `'postId', r.post_id, 'version', r.version, 'createdAt', ${moment('r.created_at')}`,
  // Each post is looked up for itself: joined, all posts would be read.
  from: `post_revisions r CROSS JOIN LATERAL (SELECT p.author_id FROM posts p WHERE p.id = r.post_id LIMIT 1) p
    WHERE r.edited_by = $1 AND p.author_id <> $1`,
  key: [['r.id', 'uuid']],
  order: 'ASC',
  limit: MANY,
});

const FAVORITES = source('favorites', {
  json: `'postId', f.post_id, 'createdAt', ${moment('f.created_at')}`,
  from: 'favorites f WHERE f.user_id = $1',
  key: [
    ['f.created_at', 'timestamptz'],
    ['f.post_id', 'uuid'],
  ],
  order: 'DESC',
  limit: MANY,
});

const follows = (name: string, own: string, other: string): Source =>
  source(name, {
    json: `'id', o.id, 'username', o.username, 'createdAt', ${moment('f.created_at')}`,
    from: `follows f JOIN users o ON o.id = f.${other} AND o.deleted_at IS NULL WHERE f.${own} = $1`,
    key: [
      ['f.created_at', 'timestamptz'],
      [`f.${other}`, 'uuid'],
    ],
    order: 'DESC',
    limit: MANY,
  });

const IDEMPOTENCY_KEYS: Source = {
  name: 'accounts.export-idempotency-keys',
  text: `
    SELECT json_build_object('key', i.key, 'expiresAt', ${moment('i.expires_at')})::text AS json, ARRAY[i.key] AS key
    FROM idempotency_keys i WHERE i.user_id = $1 AND i.key > $2 ORDER BY i.key LIMIT ${MANY}`,
  start: [''],
  limit: MANY,
};

const audited = (name: string, json: string, from: string): Source =>
  source(name, {
    json: `'at', ${moment('a.at')}, 'action', a.action, 'outcome', a.outcome,
      'target', CASE WHEN a.target_id IS NOT NULL THEN json_build_object('type', a.target_type, 'id', a.target_id) END,
      ${json}, 'changes', a.changes`,
    from: `audit_log a WHERE ${from}`,
    key: [
      ['a.at', 'timestamptz'],
      ['a.id', 'uuid'],
    ],
    order: 'ASC',
    limit: MANY,
  });

// What others did to the account is told without where they did it from.
const OWN_DEEDS = audited(
  'deeds',
  `'byYou', true, 'ipAddress', a.ip_address, 'userAgent', a.user_agent`,
  'a.actor_id = $1',
);
const OTHERS_DEEDS = audited(
  'deeds-of-others',
  `'byYou', false, 'ipAddress', NULL, 'userAgent', NULL`,
  `a.target_id = $1::uuid::text AND a.target_type = 'user' AND a.actor_id IS DISTINCT FROM $1::uuid`,
);

/** The lists of the document besides the posts, by the names of their members. */
export const LISTS: Record<string, readonly Source[]> = {
  comments: [COMMENTS],
  edits: [EDITS],
  favorites: [FAVORITES],
  following: [follows('following', 'follower_id', 'followed_id')],
  followers: [follows('followers', 'followed_id', 'follower_id')],
  idempotencyKeys: [IDEMPOTENCY_KEYS],
  auditLog: [OWN_DEEDS, OTHERS_DEEDS],
};
