import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFavoritesAndFollows20260201140000 implements MigrationInterface {
  name = 'CreateFavoritesAndFollows20260201140000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...COUNTS, FAVORITES, FOLLOWS, ...INDEXES]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX posts_author_published_idx');
    await queryRunner.query('DROP TABLE follows, favorites');
    await queryRunner.query('ALTER TABLE users DROP COLUMN follower_count');
    await queryRunner.query('ALTER TABLE posts DROP COLUMN favorite_count');
  }
}

const COUNTS = [
  `ALTER TABLE posts ADD COLUMN favorite_count integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT posts_favorite_count_natural CHECK (favorite_count >= 0)`,
  `ALTER TABLE users ADD COLUMN follower_count integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT users_follower_count_natural CHECK (follower_count >= 0)`,
];

// A user's row goes only when nothing hangs on it: a cascade from there would leave the counts behind.
const FAVORITES = `
  CREATE TABLE favorites (
    post_id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT favorites_pkey PRIMARY KEY (post_id, user_id),
    CONSTRAINT favorites_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT favorites_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
  )`;

const FOLLOWS = `
  CREATE TABLE follows (
    follower_id uuid NOT NULL,
    followed_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT follows_pkey PRIMARY KEY (follower_id, followed_id),
    CONSTRAINT follows_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES users (id),
    CONSTRAINT follows_followed_id_fkey FOREIGN KEY (followed_id) REFERENCES users (id),
    CONSTRAINT follows_not_oneself CHECK (follower_id <> followed_id)
  )`;

const INDEXES = [
  'CREATE INDEX favorites_user_id_idx ON favorites (user_id, created_at DESC, post_id DESC)',
  'CREATE INDEX follows_follower_id_idx ON follows (follower_id, created_at DESC, followed_id DESC)',
  'CREATE INDEX follows_followed_id_idx ON follows (followed_id, created_at DESC, follower_id DESC)',
  `CREATE INDEX posts_author_published_idx ON posts (author_id, published_at DESC, id DESC)
    WHERE status = 'published' AND deleted_at IS NULL`,
];
