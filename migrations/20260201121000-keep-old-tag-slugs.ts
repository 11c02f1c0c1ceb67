import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeepOldTagSlugs20260201121000 implements MigrationInterface {
  name = 'KeepOldTagSlugs20260201121000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...ALIASES, ...COUNTS]) await queryRunner.query(statement);
  }

  /** The old names are forgotten. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER posts_count_tags ON posts');
    await queryRunner.query('DROP TRIGGER posts_uncount_tags ON posts');
    for (const event of ['insert', 'update', 'delete']) {
      await queryRunner.query(`DROP TRIGGER post_tags_count_${event} ON post_tags`);
    }
    await queryRunner.query('DROP FUNCTION posts_count_tags()');
    await queryRunner.query('DROP FUNCTION post_tags_count()');
    await queryRunner.query('DROP TABLE tag_counts');
    await queryRunner.query('DELETE FROM tags WHERE alias_of IS NOT NULL');
    await queryRunner.query('ALTER TABLE tags DROP COLUMN alias_of, DROP COLUMN version');
  }
}

// A row with `alias_of` is a name that a tag had once, or the name of a tag that went into another one: whoever uses
// its key or slug means the tag that it leads to, which is never an alias itself. No post has an alias.
const ALIASES = [
  `ALTER TABLE tags
    ADD COLUMN alias_of uuid,
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD CONSTRAINT tags_alias_of_fkey FOREIGN KEY (alias_of) REFERENCES tags (id)`,
  'CREATE INDEX tags_alias_of_idx ON tags (alias_of)',
];

// How many published posts have a tag is the sum of its changes here. Writers add changes and never wait for each
// other, however many give the same tag; now and then the changes of a tag are drawn together into one row.
const COUNTS = [
  `CREATE TABLE tag_counts (
    tag_id uuid NOT NULL,
    change integer NOT NULL,
    CONSTRAINT tag_counts_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX tag_counts_tag_id_idx ON tag_counts (tag_id)',
  `INSERT INTO tag_counts (tag_id, change)
    SELECT pt.tag_id, count(*) FROM post_tags pt JOIN posts p ON p.id = pt.post_id
    WHERE ${published('p')} GROUP BY pt.tag_id`,

  // A post's tags change. Of a post that is being removed for good nothing is found here.
  `CREATE FUNCTION post_tags_count() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP <> 'INSERT' THEN
      INSERT INTO tag_counts (tag_id, change)
      SELECT pt.tag_id, -count(*) FROM before pt JOIN posts p ON p.id = pt.post_id
      WHERE ${published('p')} GROUP BY pt.tag_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO tag_counts (tag_id, change)
      SELECT pt.tag_id, count(*) FROM after pt JOIN posts p ON p.id = pt.post_id
      WHERE ${published('p')} GROUP BY pt.tag_id;
    END IF;
    RETURN NULL;
  END
  $$`,
  `CREATE TRIGGER post_tags_count_insert AFTER INSERT ON post_tags REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION post_tags_count()`,
  `CREATE TRIGGER post_tags_count_update AFTER UPDATE ON post_tags REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION post_tags_count()`,
  `CREATE TRIGGER post_tags_count_delete AFTER DELETE ON post_tags REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION post_tags_count()`,

  // A post comes into everybody's sight, leaves it, or is removed for good while it is there.
  `CREATE FUNCTION posts_count_tags() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO tag_counts (tag_id, change)
    SELECT tag_id, CASE WHEN ${published('OLD')} THEN -1 ELSE 1 END FROM post_tags WHERE post_id = OLD.id;
    RETURN OLD;
  END
  $$`,
  `CREATE TRIGGER posts_count_tags AFTER UPDATE OF status, deleted_at ON posts
    FOR EACH ROW WHEN ((${published('OLD')}) <> (${published('NEW')})) EXECUTE FUNCTION posts_count_tags()`,
  `CREATE TRIGGER posts_uncount_tags BEFORE DELETE ON posts
    FOR EACH ROW WHEN (${published('OLD')}) EXECUTE FUNCTION posts_count_tags()`,
];

function published(post: string): string {
  return `${post}.status = 'published' AND ${post}.deleted_at IS NULL`;
}
