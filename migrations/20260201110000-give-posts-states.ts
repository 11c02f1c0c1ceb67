import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GivePostsStates20260201110000 implements MigrationInterface {
  name = 'GivePostsStates20260201110000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...STATES, ...INDEXES]) await queryRunner.query(statement);
  }

  /** Posts in a state that was unknown before become drafts: nothing comes into sight by it. */
  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of NEW_INDEXES) await queryRunner.query(`DROP INDEX ${name}`);
    await queryRunner.query('ALTER TABLE posts DROP CONSTRAINT posts_publish_at_of_scheduled');
    await queryRunner.query(
      `UPDATE posts SET status = 'draft', publish_at = NULL WHERE status IN ('scheduled', 'archived')`,
    );
    await queryRunner.query('ALTER TABLE posts DROP CONSTRAINT posts_status_known');
    await queryRunner.query(
      `ALTER TABLE posts ADD CONSTRAINT posts_status_known CHECK (status IN ('draft', 'published'))`,
    );
  }
}

const STATES = [
  'ALTER TABLE posts DROP CONSTRAINT posts_status_known',
  `ALTER TABLE posts ADD CONSTRAINT posts_status_known
    CHECK (status IN ('draft', 'scheduled', 'published', 'archived'))`,
  `ALTER TABLE posts ADD CONSTRAINT posts_publish_at_of_scheduled
    CHECK ((status = 'scheduled') = (publish_at IS NOT NULL))`,
];

const NEW_INDEXES = [
  'posts_scheduled_idx',
  'posts_archived_idx',
  'posts_author_unpublished_idx',
  'posts_trash_idx',
  'posts_author_trash_idx',
  'posts_deleted_at_idx',
];

const DATE = `(coalesce(published_at, 'infinity'))`;
const KEPT = 'deleted_at IS NULL';
const TRASHED = 'deleted_at IS NOT NULL';

// The scheduler reads its index from the other end. An author has few posts that wait for their time, and orders them.
const INDEXES = [
  `CREATE INDEX posts_scheduled_idx ON posts (publish_at DESC, id DESC) WHERE status = 'scheduled' AND ${KEPT}`,
  `CREATE INDEX posts_archived_idx ON posts (${DATE} DESC, id DESC) WHERE status = 'archived' AND ${KEPT}`,
  `CREATE INDEX posts_author_unpublished_idx ON posts (author_id, status, ${DATE} DESC, id DESC)
    WHERE status <> 'published' AND ${KEPT}`,
  `CREATE INDEX posts_trash_idx ON posts (${DATE} DESC, id DESC) WHERE ${TRASHED}`,
  `CREATE INDEX posts_author_trash_idx ON posts (author_id, ${DATE} DESC, id DESC) WHERE ${TRASHED}`,
  `CREATE INDEX posts_deleted_at_idx ON posts (deleted_at) WHERE ${TRASHED}`,
];
