import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RankByTheHead20260401110000 implements MigrationInterface {
  name = 'RankByTheHead20260401110000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [DROP_INDEX, ...ROWS, ...HEAD, ...TRIGGER, INDEX]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of BACK) await queryRunner.query(statement);
  }
}

const DROP_INDEX = 'DROP INDEX posts_search_idx';

// With 256 bytes nearly every title, slug and list of tags stood outside its row, and each was fetched by itself. Now only
// contents and search entries do, and what lists show stays together.
const ROWS = [
  'ALTER TABLE posts SET (toast_tuple_target = 1024)',
  `ALTER TABLE posts ALTER COLUMN title SET STORAGE MAIN, ALTER COLUMN slug SET STORAGE MAIN,
    ALTER COLUMN tags SET STORAGE MAIN, ALTER COLUMN title_key SET STORAGE MAIN`,
];

// The part of the search entry that decides how a hit ranks: title, tags and excerpt. The change of type writes the table
// anew in one go, with its indexes.
const HEAD = [
  `ALTER TABLE posts ADD COLUMN search_head tsvector NOT NULL DEFAULT ''`,
  'ALTER TABLE posts ALTER COLUMN search_head SET STORAGE MAIN',
  `ALTER TABLE posts ALTER COLUMN search_head TYPE tsvector USING ts_filter(search, '{a,b,c}')`,
  'ALTER TABLE posts ALTER COLUMN search_head DROP DEFAULT',
];

// Triggers run in the order of their names: this one behind those that make the search entry.
const TRIGGER = [
  `
  CREATE FUNCTION posts_take_search_head() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.search_head := ts_filter(NEW.search, '{a,b,c}');
    RETURN NEW;
  END
  $$`,
  `
  CREATE TRIGGER posts_take_search_head BEFORE INSERT OR UPDATE OF title, tags, excerpt, content, search ON posts
  FOR EACH ROW EXECUTE FUNCTION posts_take_search_head()`,
];

// PostgreSQL takes what two indexes have in common only where their conditions have nothing in common: without this one's,
// which left out the trash, words can be looked for among the newest posts alone.
const INDEX = 'CREATE INDEX posts_search_idx ON posts USING gin (search)';

const BACK = [
  DROP_INDEX,
  'DROP TRIGGER posts_take_search_head ON posts',
  'DROP FUNCTION posts_take_search_head()',
  'ALTER TABLE posts DROP COLUMN search_head',
  `ALTER TABLE posts ALTER COLUMN title SET STORAGE EXTENDED, ALTER COLUMN slug SET STORAGE EXTENDED,
    ALTER COLUMN tags SET STORAGE EXTENDED, ALTER COLUMN title_key SET STORAGE EXTENDED`,
  'ALTER TABLE posts SET (toast_tuple_target = 256)',
  'CREATE INDEX posts_search_idx ON posts USING gin (search) WHERE deleted_at IS NULL',
];
