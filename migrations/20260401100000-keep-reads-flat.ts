import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeepReadsFlat20260401100000 implements MigrationInterface {
  name = 'KeepReadsFlat20260401100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TAGS, ...USERS, ...UNUSED, TRUSTED_PATH, EXPIRE_BY_KEY])
      await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of BACK) await queryRunner.query(statement);
  }
}

// `count` has what was summed up of `tag_counts`, which keeps the changes since then. It begins with nothing: the first
// sum takes over all that stands there, and an older instance beside it goes on counting.
const TAGS = [
  'ALTER TABLE tags ADD COLUMN count integer NOT NULL DEFAULT 0',
  'CREATE INDEX tags_count_idx ON tags (count, id) WHERE count > 0',
  'CREATE INDEX tags_name_idx ON tags ((key COLLATE "C"), id) WHERE count > 0',
];

// For a part of a name, username or email, of three characters or more, and for the few whom moderators look after.
const USERS = [
  'CREATE INDEX users_search_idx ON users USING gin (name gin_trgm_ops, username gin_trgm_ops, email gin_trgm_ops)',
  'CREATE INDEX users_suspended_idx ON users (created_at, id) WHERE suspended_at IS NOT NULL',
];

// posts_published_links_idx has the order of the first, read from its end; by the second nothing is looked for any more.
const UNUSED = ['DROP INDEX posts_published_at_idx, users_without_email_idx'];

// The functions of the audit log run with the rights of the role that migrates: nothing that a caller makes stands in for
// the log.
const TRUSTED_PATH = `SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)`;

// PostgreSQL does not know how many entries `most` are, and takes them for so many that it would read the whole log; an
// array it looks up one by one.
const EXPIRE_BY_KEY = expire('id = ANY (ARRAY(', '))');
const EXPIRE_BY_JOIN = expire('id IN (', ')');

function expire(begin: string, end: string): string {
  return `
    CREATE OR REPLACE FUNCTION audit_log_expire(most integer) RETURNS integer
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
      WITH expired AS (
        DELETE FROM audit_log WHERE ${begin}
          SELECT id FROM audit_log WHERE at < now() - interval '365 days' ORDER BY at, id LIMIT most
          FOR UPDATE SKIP LOCKED${end}
        RETURNING id)
      SELECT count(*)::integer FROM expired;
    $$`;
}

const BACK = [
  TRUSTED_PATH,
  EXPIRE_BY_JOIN,
  `CREATE INDEX posts_published_at_idx ON posts (published_at DESC, id DESC)
    WHERE status = 'published' AND deleted_at IS NULL`,
  'CREATE INDEX users_without_email_idx ON users (name) WHERE email IS NULL',
  'DROP INDEX users_suspended_idx, users_search_idx',
  'INSERT INTO tag_counts (tag_id, change) SELECT id, count FROM tags WHERE count <> 0',
  'ALTER TABLE tags DROP COLUMN count',
];
