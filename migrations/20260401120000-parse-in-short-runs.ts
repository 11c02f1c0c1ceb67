import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ParseInShortRuns20260401120000 implements MigrationInterface {
  name = 'ParseInShortRuns20260401120000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of BACK) await queryRunner.query(statement);
  }
}

// PostgreSQL's parser takes a word for a path, a host or an address for as long as it can, goes back when it was none, and
// does so again behind the next of these characters: a run of them takes time by its square, 20 000 characters ten seconds.
// Behind 32 of them a space ends it. Entries that there are stay as they are: they have been made.
const SHORT_RUNS = `
  CREATE FUNCTION in_short_runs(text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(text, '((?:[^\\s_~./@]*[_~./@]){32})(?=\\S)', '\\1 ', 'g')
  $$`;

const postSearch = (searched: string): string => `
  CREATE OR REPLACE FUNCTION post_search(title text, tags text[], excerpt text, content text) RETURNS tsvector
  LANGUAGE plpgsql STABLE AS $$
  DECLARE
    searched text := ${searched};
    head tsvector := setweight(to_tsvector('quire', translate(title, '<>', '  ')), 'A')
      || setweight(to_tsvector('quire', array_to_string(tags, ' ')), 'B')
      || setweight(to_tsvector('quire', translate(coalesce(excerpt, ''), '<>', '  ')), 'C');
  BEGIN
    RETURN head || to_tsvector('quire', searched);
  EXCEPTION WHEN program_limit_exceeded THEN
    RETURN head || to_tsvector('quire', left(searched, 20000));
  END
  $$`;

const CONTENT = "replace(replace(left(content, 200000), '<', ' '), '>', ' ')";
const UP = [SHORT_RUNS, postSearch(`in_short_runs(${CONTENT})`)];
const BACK = [postSearch(CONTENT), 'DROP FUNCTION in_short_runs(text)'];
