import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateComments20260201130000 implements MigrationInterface {
  name = 'CreateComments20260201130000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [COMMENTS, ...INDEXES, COUNT]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE posts DROP CONSTRAINT posts_comment_count_positive');
    await queryRunner.query('DROP TABLE comments');
    await queryRunner.query('UPDATE posts SET comment_count = 0 WHERE comment_count > 0');
  }
}

// A deleted comment keeps its row, so that the thread keeps its shape, but not its words.
const COMMENTS = `
  CREATE TABLE comments (
    id uuid NOT NULL,
    post_id uuid NOT NULL,
    parent_id uuid,
    author_id uuid NOT NULL,
    content text,
    hidden boolean NOT NULL DEFAULT false,
    hidden_reason text,
    deleted boolean NOT NULL DEFAULT false,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    version integer NOT NULL DEFAULT 1,
    field_versions jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT comments_pkey PRIMARY KEY (id),
    CONSTRAINT comments_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT comments_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES comments (id),
    CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT comments_parent_other CHECK (parent_id <> id),
    CONSTRAINT comments_content_length CHECK (char_length(content) BETWEEN 1 AND 10000),
    CONSTRAINT comments_content_present CHECK (deleted = (content IS NULL)),
    CONSTRAINT comments_hidden_reason_length CHECK (char_length(hidden_reason) BETWEEN 1 AND 500),
    CONSTRAINT comments_hidden_reason_needed CHECK (hidden OR hidden_reason IS NULL)
  )`;

const INDEXES = [
  'CREATE INDEX comments_post_id_idx ON comments (post_id, created_at, id)',
  'CREATE INDEX comments_top_level_idx ON comments (post_id, created_at, id) WHERE parent_id IS NULL',
  'CREATE INDEX comments_parent_id_idx ON comments (parent_id, created_at, id)',
  'CREATE INDEX comments_author_id_idx ON comments (author_id)',
];

const COUNT = 'ALTER TABLE posts ADD CONSTRAINT posts_comment_count_positive CHECK (comment_count >= 0)';
