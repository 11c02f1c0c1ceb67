import { onDatabase } from '../catalogue.js';

/** Rows that the smallest of the large tables has. */
const MANY = 20_000;

/**
 * Fills every table that grows with use, from one writer's point of view: the writer has a few hundred posts among twenty
 * thousand, as many favourites, one post with thousands of comments, and a few dozen people who follow and are followed.
 * Everything in it is derived from the number of its row, so that two runs see the same plans.
 */
export async function fillTables(databaseUrl: string, writerId: string): Promise<void> {
  await onDatabase(databaseUrl, async (client) => {
    for (const text of STATEMENTS) {
      await client.query(text, text.includes('$1') ? [writerId] : []);
    }
    await client.query('VACUUM ANALYZE');
  });
}

const rows = `generate_series(1, ${MANY}) AS n`;
/** The id of the row with this number, SQL. */
const user = (n: string): string => `md5('user' || ${n})::uuid`;
const post = (n: string): string => `md5('post' || ${n})::uuid`;
const tag = (n: string): string => `md5('tag' || ${n})::uuid`;
/** Everybody is followed by one, and by the writer if she follows them. */
const FOLLOWERS = '1 + (n % 400 = 3)::integer';
/** Each post has the tag of its own number, and the next one; the writer's, and as many others, have the first. */
const SECOND_TAG = `CASE WHEN n % 50 = 7 THEN 1 ELSE n % ${MANY} + 1 END`;

// A hundredth each is deleted, some of them for long, and suspended; one in two thousand is a moderator.
const USERS = `
  INSERT INTO users (id, username, name, email, role, deleted_at, suspended_at, suspension_reason, last_login_at,
    follower_count, created_at, updated_at)
  SELECT ${user('n')}, 'reader-' || n, 'Reader ' || md5(n::text), md5('mail' || n) || '@example.com',
    CASE WHEN n % 2000 = 0 THEN 'moderator' ELSE 'user' END,
    CASE WHEN n % 100 = 1 THEN now() - interval '17 days' - n * interval '1 minute' END,
    CASE WHEN n % 100 = 2 THEN now() END, CASE WHEN n % 100 = 2 THEN 'spam' END,
    CASE WHEN n % 2 = 0 THEN now() - n * interval '1 second' END,
    ${FOLLOWERS}, now() - n * interval '1 hour', now()
  FROM ${rows}`;

const CREDENTIALS = `
  INSERT INTO credentials (user_id, password_hash)
  SELECT ${user('n')}, '$argon2id$' || repeat('x', 80) FROM ${rows}`;

const SESSIONS = `
  INSERT INTO sessions (id, user_id, epoch, created_at, expires_at, user_agent, ip_address)
  SELECT md5('session' || n)::uuid, ${user('n')}, 1, now() - interval '10 days',
    now() + CASE WHEN n % 100 = 0 THEN interval '-3 days' ELSE interval '5 days' END, 'test', '127.0.0.1'
  FROM ${rows}`;

// A tenth each is a draft, scheduled and archived; of all of them a fiftieth lies in the trash, some for long.
const POSTS = `
  INSERT INTO posts (id, author_id, slug, title, content, status, tags, comment_count, favorite_count, reading_time_minutes,
    published_at, publish_at, deleted_at, created_at, updated_at, search)
  SELECT ${post('n')}, CASE WHEN n % 100 = 7 THEN $1 ELSE ${user('n % 1000 + 3')} END, 'post-' || n, 'Post ' || md5(n::text),
    'About ' || CASE WHEN n % 50 = 9 THEN 'whales and ' ELSE '' END || repeat('lorem ipsum dolor ', 20), status,
    ARRAY['Tag ' || n, 'Tag ' || ${SECOND_TAG}], CASE WHEN n = 7 THEN 6000 ELSE 2 END,
    1 + (n % 100 = 3)::integer, 1,
    CASE WHEN status = 'published' THEN written END, CASE WHEN status = 'scheduled' THEN now() + n * interval '1 minute' END,
    CASE WHEN n % 50 = 43 THEN now() - interval '17 days' - n * interval '1 minute' END, written, written,
    to_tsvector('quire', CASE WHEN n % 50 = 9 THEN 'whales and ' ELSE '' END || 'lorem ipsum dolor')
  FROM ${rows}, LATERAL (SELECT
    coalesce(('{draft,scheduled,archived}'::text[])[n % 10 + 1], 'published') AS status,
    '2020-01-01T00:00:00Z'::timestamptz + n * interval '1 minute' AS written) AS state`;

const POST_SLUGS = `INSERT INTO post_slugs SELECT slug, id FROM posts`;

const TAGS = `
  INSERT INTO tags (id, key, slug, name) SELECT ${tag('n')}, 'tag ' || n, 'tag-' || n, 'Tag ' || n FROM ${rows}`;

const POST_TAGS = `
  INSERT INTO post_tags (post_id, position, tag_id)
  SELECT ${post('n')}, 0, ${tag('n')} FROM ${rows}
  UNION ALL SELECT ${post('n')}, 1, ${tag(SECOND_TAG)} FROM ${rows}`;

const REVISIONS = `
  INSERT INTO post_revisions (id, post_id, version, title, content, tags, edited_by, created_at)
  SELECT gen_random_uuid(), p.id, r.version, p.title, p.content, p.tags, p.author_id, p.created_at
  FROM posts p, generate_series(1, CASE WHEN p.slug = 'post-7' THEN 500 ELSE 2 END) AS r (version)`;

const COMMENTS = `
  INSERT INTO comments (id, post_id, author_id, content, created_at, updated_at)
  SELECT gen_random_uuid(), p.id, CASE WHEN n = 1 THEN p.author_id ELSE ${user('n % 1000 + 3')} END, 'Comment',
    p.created_at + n * interval '1 second', now()
  FROM posts p, generate_series(1, CASE WHEN p.slug = 'post-7' THEN 3000 ELSE 1 END) AS n`;
const REPLIES = `
  INSERT INTO comments (id, post_id, parent_id, author_id, content, created_at, updated_at)
  SELECT gen_random_uuid(), post_id, id, ${user('(hashtext(id::text) & 511) + 3')}, 'Reply',
    created_at + interval '1 ms', now()
  FROM comments`;

const FAVORITES = `
  INSERT INTO favorites (post_id, user_id, created_at)
  SELECT ${post('n')}, ${user('n')}, now() - n * interval '1 minute' FROM ${rows}
  UNION ALL SELECT ${post('n')}, $1, now() - n * interval '1 minute' FROM ${rows} WHERE n % 100 = 3`;

const FOLLOWS = `
  INSERT INTO follows (follower_id, followed_id, created_at)
  SELECT ${user('n')}, ${user(`n % ${MANY} + 1`)}, now() FROM ${rows}
  UNION ALL SELECT ${user('n')}, $1, now() FROM ${rows} WHERE n % 400 = 5
  UNION ALL SELECT $1, ${user('n')}, now() - n * interval '1 minute' FROM ${rows} WHERE n % 400 = 3`;

const FOLLOWED_WRITER = `
  UPDATE users SET follower_count = (SELECT count(*) FROM follows WHERE followed_id = $1) WHERE id = $1`;

const API_KEYS = `
  INSERT INTO api_keys (id, user_id, name, scopes, key_hash, last_four, expires_at)
  SELECT md5('key' || n)::uuid, ${user('n')}, 'Key', '{posts:read}', sha256(n::text::bytea), 'abcd',
    now() + interval '90 days'
  FROM ${rows}`;

const SECOND_FACTORS = `
  INSERT INTO second_factors (user_id, sealed_secret, confirmed_at)
  SELECT ${user('n')}, 'sealed', now() FROM ${rows}`;
const RECOVERY_CODES = `
  INSERT INTO recovery_codes (user_id, code_hash)
  SELECT ${user('n')}, sha256((n || '/' || code)::bytea) FROM ${rows}, generate_series(1, 2) AS code`;

// A hundredth each has expired, or has waited for too long.
const TOKENS = `
  INSERT INTO one_time_tokens (user_id, purpose, token_hash, email, expires_at)
  SELECT ${user('n')}, 'verify-email', sha256(n::text::bytea), 'reader' || n || '@example.com',
    now() + CASE WHEN n % 100 = 0 THEN interval '-1 hour' ELSE interval '1 day' END
  FROM ${rows}`;
const MAILS = `
  INSERT INTO account_mails (id, user_id, kind, email, details, created_at)
  SELECT md5('mail' || n)::uuid, ${user('n')}, 'verify-email', 'reader' || n || '@example.com', '{}',
    now() - CASE WHEN n % 100 = 0 THEN interval '9 days' ELSE interval '1 hour' END
  FROM ${rows}`;
const IDEMPOTENCY_KEYS = `
  INSERT INTO idempotency_keys (user_id, key, fingerprint, role, reply, expires_at)
  SELECT ${user('n')}, 'key-' || n, '\\x00', CASE WHEN n % 100 = 7 THEN 'admin' ELSE 'user' END, '{}',
    now() + CASE WHEN n % 100 = 0 THEN interval '-1 hour' ELSE interval '1 day' END
  FROM ${rows}`;

// A hundredth is more than a year old.
const AUDIT_LOG = `
  INSERT INTO audit_log (id, at, actor_id, action, target_type, target_id, outcome)
  SELECT gen_random_uuid(), now() - CASE WHEN n % 100 = 0 THEN interval '370 days' ELSE n * interval '10 minutes' END,
    ${user('n % 5000')}, CASE WHEN n % 50 = 2 THEN 'posts.purge' ELSE 'auth.login' END, CASE WHEN n % 50 = 2 THEN 'post' ELSE 'user' END,
    ${user('n')}::text, CASE WHEN n % 50 = 1 THEN 'denied' ELSE 'success' END
  FROM ${rows}`;

const TITLE_WORDS = `INSERT INTO title_words (word) SELECT md5(n::text) FROM ${rows}`;

const STATEMENTS = [
  USERS,
  CREDENTIALS,
  SESSIONS,
  POSTS,
  POST_SLUGS,
  TAGS,
  POST_TAGS,
  REVISIONS,
  COMMENTS,
  REPLIES,
  FAVORITES,
  FOLLOWS,
  FOLLOWED_WRITER,
  API_KEYS,
  SECOND_FACTORS,
  RECOVERY_CODES,
  TOKENS,
  MAILS,
  IDEMPOTENCY_KEYS,
  AUDIT_LOG,
  TITLE_WORDS,
];
