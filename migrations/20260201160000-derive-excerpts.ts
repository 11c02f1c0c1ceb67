import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeriveExcerpts20260201160000 implements MigrationInterface {
  name = 'DeriveExcerpts20260201160000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(COLUMN);
    await queryRunner.query(BACKFILL);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE posts DROP COLUMN derived_excerpt');
  }
}

// Beside `excerpt`, which is what the author gave: taking that away brings this one back.
const COLUMN = `
  ALTER TABLE posts
    ADD COLUMN derived_excerpt text NOT NULL DEFAULT '',
    ADD CONSTRAINT posts_derived_excerpt_length CHECK (char_length(derived_excerpt) <= 200)`;

// Close to what the application derives; each post gets the exact one at the next change of its content.
const BACKFILL = `
  UPDATE posts SET derived_excerpt = CASE WHEN char_length(text) <= 200 THEN text ELSE rtrim(left(text, 199)) || '…' END
  FROM (
    SELECT id AS post_id, btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(content, 4000),
      '<[^>]*>|^ {0,3}([#>]|[-*+] ).*$|^ {0,3}(\`{3}|~{3}).*$', '', 'gn'),
      '!\\[[^]]*\\]\\([^)]*\\)', '', 'g'),
      '\\[([^]]*)\\]\\([^)]*\\)', '\\1', 'g'),
      '[\\s*\`]+', ' ', 'g')) AS text
    FROM posts
  ) derived WHERE id = post_id`;
