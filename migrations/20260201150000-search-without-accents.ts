import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SearchWithoutAccents20260201150000 implements MigrationInterface {
  name = 'SearchWithoutAccents20260201150000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of BACK) await queryRunner.query(statement);
  }
}

// Trusted extensions: a role that may create in the database may create them, and where it may not, an administrator
// has made them before.
const EXTENSIONS = ['CREATE EXTENSION IF NOT EXISTS unaccent', 'CREATE EXTENSION IF NOT EXISTS pg_trgm'];

const CONFIGURATION = [
  'ALTER TEXT SEARCH CONFIGURATION quire ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem',
  'ALTER TEXT SEARCH CONFIGURATION quire ALTER MAPPING FOR numhword, hword_numpart, numword WITH unaccent, simple',
];

// Of texts that make an index entry beyond its 1 MB only the beginning is indexed. What has no other weight has D.
const SEARCH = [
  `
  CREATE FUNCTION post_search(title text, tags text[], excerpt text, content text) RETURNS tsvector
  LANGUAGE plpgsql STABLE AS $$
  DECLARE
    searched text := replace(replace(left(content, 200000), '<', ' '), '>', ' ');
    head tsvector := setweight(to_tsvector('quire', translate(title, '<>', '  ')), 'A')
      || setweight(to_tsvector('quire', array_to_string(tags, ' ')), 'B')
      || setweight(to_tsvector('quire', translate(coalesce(excerpt, ''), '<>', '  ')), 'C');
  BEGIN
    RETURN head || to_tsvector('quire', searched);
  EXCEPTION WHEN program_limit_exceeded THEN
    RETURN head || to_tsvector('quire', left(searched, 20000));
  END
  $$`,
  `
  CREATE OR REPLACE FUNCTION posts_set_search() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.search := post_search(NEW.title, NEW.tags, NEW.excerpt, NEW.content);
    RETURN NEW;
  END
  $$`,
];

// A title as suggestions and corrections compare it. One letter can become several (ligatures): without the limit a key
// could outgrow its index.
const TITLE_KEYS = [
  `
  CREATE FUNCTION post_title_key(title text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT left(lower(unaccent(title)), 200)
  $$`,
  `
  CREATE FUNCTION posts_set_title_key() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.title_key := post_title_key(NEW.title);
    RETURN NEW;
  END
  $$`,
  `
  CREATE TRIGGER posts_set_title_key BEFORE INSERT OR UPDATE OF title ON posts
  FOR EACH ROW EXECUTE FUNCTION posts_set_title_key()`,
];

// The change of type writes the table anew in one go, with its indexes: an UPDATE of every row would leave it twice as
// large. What is read only by way of an index stands outside the row, so that going through many rows stays cheap.
const COLUMNS = [
  `ALTER TABLE posts ADD COLUMN title_key text COLLATE "C" NOT NULL DEFAULT ''`,
  'ALTER TABLE posts ALTER COLUMN search SET STORAGE EXTERNAL, SET (toast_tuple_target = 256)',
  `ALTER TABLE posts ALTER COLUMN title_key TYPE text COLLATE "C" USING post_title_key(title),
    ALTER COLUMN search TYPE tsvector USING post_search(title, tags, excerpt, content)`,
  'ALTER TABLE posts ALTER COLUMN title_key DROP DEFAULT',
];

// The words of all titles that there ever were: what a misspelt word is corrected by. Without a unique key two writers of
// the same new word need not wait for each other, and a word that stands there twice does no harm.
const TITLE_WORDS = [
  'CREATE TABLE title_words (word text COLLATE "C" NOT NULL)',
  `
  CREATE FUNCTION words_of_title(title_key text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT word FROM unnest(tsvector_to_array(to_tsvector('simple', title_key))) word
    WHERE length(word) BETWEEN 3 AND 50 AND word !~ '^[[:digit:][:punct:]]+$'
  $$`,
  `
  CREATE FUNCTION posts_add_title_words() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO title_words (word)
    SELECT DISTINCT w.word FROM written p CROSS JOIN LATERAL words_of_title(p.title_key) w (word)
    WHERE NOT EXISTS (SELECT 1 FROM title_words t WHERE t.word = w.word);
    RETURN NULL;
  END
  $$`,
  `
  CREATE FUNCTION posts_add_words_of_title() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO title_words (word)
    SELECT w.word FROM words_of_title(NEW.title_key) w (word)
    WHERE NOT EXISTS (SELECT 1 FROM title_words t WHERE t.word = w.word);
    RETURN NULL;
  END
  $$`,
  `
  CREATE TRIGGER posts_add_title_words AFTER INSERT ON posts REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION posts_add_title_words()`,
  `
  CREATE TRIGGER posts_add_words_of_title AFTER UPDATE OF title ON posts
  FOR EACH ROW EXECUTE FUNCTION posts_add_words_of_title()`,
  'INSERT INTO title_words (word) SELECT DISTINCT w.word FROM posts p CROSS JOIN LATERAL words_of_title(p.title_key) w (word)',
];

// Each of the first ten words stands for itself or for the word of titles that is the closest to it; of two or three
// letters nobody could tell which are wrong.
const CORRECTION = `
  CREATE FUNCTION search_resembling(words text) RETURNS tsquery LANGUAGE sql STABLE AS $$
    SELECT string_agg('(' || alternatives || ')', ' & ')::tsquery FROM (
      SELECT (
        SELECT string_agg(DISTINCT plainto_tsquery('quire', a.word)::text, ' | ') FROM (
          SELECT w.word UNION ALL (
            SELECT t.word FROM title_words t WHERE t.word % w.word AND length(w.word) > 3
            GROUP BY t.word ORDER BY similarity(t.word, w.word) DESC FETCH FIRST 1 ROW WITH TIES)) a
        WHERE to_tsvector('quire', a.word) <> '') AS alternatives
      FROM words_of_title(post_title_key(words)) w (word)
      WHERE to_tsvector('quire', w.word) <> '' ORDER BY w.word LIMIT 10) corrected
  $$`;

const INDEXES = [
  `CREATE INDEX posts_title_key_idx ON posts (title_key, id) WHERE status = 'published' AND deleted_at IS NULL`,
  'CREATE INDEX title_words_word_idx ON title_words (word)',
  'CREATE INDEX title_words_trigrams_idx ON title_words USING gin (word gin_trgm_ops)',
];

const UP = [
  ...EXTENSIONS,
  ...CONFIGURATION,
  ...SEARCH,
  ...TITLE_KEYS,
  ...COLUMNS,
  ...TITLE_WORDS,
  CORRECTION,
  ...INDEXES,
];

const BACK = [
  'DROP TRIGGER posts_add_words_of_title ON posts',
  'DROP TRIGGER posts_add_title_words ON posts',
  'DROP TRIGGER posts_set_title_key ON posts',
  'DROP FUNCTION posts_add_words_of_title(), posts_add_title_words(), posts_set_title_key(), search_resembling(text)',
  'DROP TABLE title_words',
  'ALTER TEXT SEARCH CONFIGURATION quire ALTER MAPPING FOR hword, hword_part, word WITH english_stem',
  'ALTER TEXT SEARCH CONFIGURATION quire ALTER MAPPING FOR numhword, hword_numpart, numword WITH simple',
  'ALTER TABLE posts DROP COLUMN title_key',
  'ALTER TABLE posts ALTER COLUMN search SET STORAGE EXTENDED, RESET (toast_tuple_target)',
  'ALTER TABLE posts ALTER COLUMN search TYPE tsvector USING post_search(title, tags, excerpt, content)',
  `
  CREATE OR REPLACE FUNCTION posts_set_search() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    content text := translate(left(NEW.content, 200000), '<>', '  ');
    head tsvector := setweight(to_tsvector('quire', translate(NEW.title, '<>', '  ')), 'A')
      || setweight(to_tsvector('quire', array_to_string(NEW.tags, ' ')), 'B')
      || setweight(to_tsvector('quire', translate(coalesce(NEW.excerpt, ''), '<>', '  ')), 'C');
  BEGIN
    BEGIN
      NEW.search := head || setweight(to_tsvector('quire', content), 'D');
    EXCEPTION WHEN program_limit_exceeded THEN
      NEW.search := head || setweight(to_tsvector('quire', left(content, 20000)), 'D');
    END;
    RETURN NEW;
  END
  $$`,
  'DROP FUNCTION post_search(text, text[], text, text), post_title_key(text), words_of_title(text)',
  'DROP EXTENSION pg_trgm',
  'DROP EXTENSION unaccent',
];
