import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePostRevisions20260201120000 implements MigrationInterface {
  name = 'CreatePostRevisions20260201120000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [POST_REVISIONS, ...INDEXES, FIRST_REVISIONS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE post_revisions');
  }
}

// What a post said after each change of its text, whole: nothing has to be put together to read one. `version` is the
// post's version that the change led to. No editor is known of what a command has brought.
const POST_REVISIONS = `
  CREATE TABLE post_revisions (
    id uuid NOT NULL,
    post_id uuid NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    excerpt text,
    content text NOT NULL,
    tags text[] NOT NULL,
    edited_by uuid,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT post_revisions_pkey PRIMARY KEY (id),
    CONSTRAINT post_revisions_version_key UNIQUE (post_id, version),
    CONSTRAINT post_revisions_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT post_revisions_edited_by_fkey FOREIGN KEY (edited_by) REFERENCES users (id) ON DELETE SET NULL
  )`;

const INDEXES = ['CREATE INDEX post_revisions_edited_by_idx ON post_revisions (edited_by)'];

/** Posts that are older than this table begin their history with what they say now. */
const FIRST_REVISIONS = `
  INSERT INTO post_revisions (id, post_id, version, title, excerpt, content, tags, edited_by, created_at)
  SELECT gen_random_uuid(), id, version, title, excerpt, content, tags, author_id, updated_at FROM posts`;
