import type { SideSession } from '../platform/database/index.js';
import type { StagedPost } from './staged-post.js';

/** Whether `row` leads to a post that is here already: should it change that post, the entry is made then. */
const isKnown = (row: string): string => `
  EXISTS (SELECT FROM posts WHERE external_id = ${row}.external_id) OR EXISTS (SELECT FROM posts WHERE id = ${row}.own_id)`;

const entryOf = (row: string): string =>
  `post_search(${row}.title, coalesce(${row}.tags, '{}'), ${row}.excerpt, ${row}.content)`;

const ENTRIES = `
  SELECT l.line, tsvectorsend(CASE WHEN NOT (${isKnown('l')}) THEN ${entryOf('l')} END) AS entry
  FROM json_to_recordset($1) AS l (
    line integer, external_id text, own_id uuid, title text, tags text[], excerpt text, content text
  )`;

/** For the staged lines that come without an entry: a function of the session, and the trigger that calls it. */
export const ENTRY_TRIGGER = [
  `
  CREATE OR REPLACE FUNCTION pg_temp.post_import_set_search() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT (${isKnown('NEW')}) THEN NEW.search := ${entryOf('NEW')}; END IF;
    RETURN NEW;
  END
  $$`,
  `
  CREATE TRIGGER post_import_set_search BEFORE INSERT ON post_import_lines
  FOR EACH ROW WHEN (NEW.search IS NULL) EXECUTE FUNCTION pg_temp.post_import_set_search()`,
];

/** The function would outlive the transaction, unlike the table. */
export const DROP_ENTRY_TRIGGER = 'DROP FUNCTION pg_temp.post_import_set_search() CASCADE';

/** The entries of new posts in the search index, by their lines, as PostgreSQL sends them; made by a session of its own. */
export async function makeEntries(
  beside: SideSession,
  posts: readonly StagedPost[],
): Promise<Map<number, Buffer | null>> {
  const lines = posts.map(({ line, externalId, ownId, title, tags, excerpt, content }) => ({
    line,
    external_id: externalId,
    own_id: ownId,
    title,
    tags,
    excerpt,
    content,
  }));
  const entries = await beside.query<{ line: number; entry: Buffer | null }>(ENTRIES, [JSON.stringify(lines)]);
  return new Map(entries.map(({ line, entry }) => [line, entry]));
}
