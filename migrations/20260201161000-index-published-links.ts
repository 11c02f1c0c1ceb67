import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IndexPublishedLinks20260201161000 implements MigrationInterface {
  name = 'IndexPublishedLinks20260201161000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(INDEX);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX posts_published_links_idx');
  }
}

// All that a sitemap tells of a post: those who read all published posts read this index alone.
const INDEX = `
  CREATE INDEX posts_published_links_idx ON posts (published_at, id) INCLUDE (slug, updated_at)
  WHERE status = 'published' AND deleted_at IS NULL`;
