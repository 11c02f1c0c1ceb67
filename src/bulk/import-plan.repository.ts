import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';

/** Imports are merged one after the other: they would wait for each other's slugs and tags anyway. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('quire/post-import', 0))`;

// Live writers are done within seconds; whoever holds a lock for longer is not waited for.
const SETTINGS = [`SET LOCAL lock_timeout = '30s'`, `SET LOCAL work_mem = '32MB'`, 'SET LOCAL jit = off'];

// Old names of tags give way to the present ones, as for every writer of posts; the search entry is made anew then.
const RESPELL = `
  WITH aliased AS (
    SELECT DISTINCT l.line FROM post_import_lines l CROSS JOIN unnest(l.tag_keys) AS used (key)
    JOIN tags t ON t.key = used.key WHERE t.alias_of IS NOT NULL
  ), spelled AS (
    SELECT l.line, min(used.place) AS place, coalesce(present.key, used.key) AS key,
      (array_agg(coalesce(present.name, used.name) ORDER BY used.place))[1] AS name
    FROM aliased JOIN post_import_lines l USING (line)
    CROSS JOIN unnest(l.tag_keys, l.tags) WITH ORDINALITY AS used (key, name, place)
    LEFT JOIN tags t ON t.key = used.key LEFT JOIN tags present ON present.id = t.alias_of
    GROUP BY l.line, coalesce(present.key, used.key)
  ), settled AS (
    SELECT line, array_agg(name ORDER BY place) AS tags, array_agg(key ORDER BY place) AS keys FROM spelled GROUP BY line
  )
  UPDATE post_import_lines l SET tags = s.tags, tag_keys = s.keys, search = NULL FROM settled s WHERE s.line = l.line`;

// A line leads to the post of its external id, or to the one whose own id that names, or to a new one. `version` is the
// one that the import leads to, as long as it leads anywhere. Posts in the trash are left alone.
const PLAN = `
  CREATE TEMPORARY TABLE post_import_plan ON COMMIT DROP AS
  SELECT l.line, coalesce(e.id, o.id, l.id) AS post_id, known.id IS NULL AS is_new, NULL::text AS slug,
    NULL::uuid AS author_id, CASE WHEN known.id IS NULL THEN 1 END AS version, known.id IS NULL AS new_text,
    known.id IS NULL AS new_tags
  FROM post_import_lines l LEFT JOIN posts e ON e.external_id = l.external_id
  LEFT JOIN posts o ON o.id = l.own_id AND o.external_id IS NULL
  CROSS JOIN LATERAL (SELECT coalesce(e.id, o.id) AS id, coalesce(e.deleted_at, o.deleted_at) AS deleted_at) known
  WHERE known.deleted_at IS NULL`;

const REFUSE_DOUBLES = `
  INSERT INTO post_import_refusals
  SELECT line, 'externalId', 'duplicate', format('externalId is that of line %s already', first)
  FROM (
    SELECT line, first_value(line) OVER (PARTITION BY external_id ORDER BY line) AS first
    FROM post_import_lines WHERE external_id IS NOT NULL
  ) known WHERE line > first`;

const REFUSE_STRANGE_EMAILS = `
  INSERT INTO post_import_refusals
  SELECT l.line, 'author.email', 'taken', 'author.email is that of another account than author.username'
  FROM post_import_lines l JOIN users named ON named.username = l.username JOIN users mailed ON mailed.email = l.email
  WHERE named.id <> mailed.id`;

const REFUSE_WITHOUT_AUTHOR = `
  INSERT INTO post_import_refusals
  SELECT line, 'author', 'required', 'author is required'
  FROM post_import_plan JOIN post_import_lines l USING (line) WHERE is_new AND l.username IS NULL`;

const DROP_REFUSED = 'DELETE FROM post_import_plan p USING post_import_refusals r WHERE r.line = p.line';

const COUNT = `
  SELECT count(*) FILTER (WHERE is_new)::integer AS added,
    count(*) FILTER (WHERE NOT is_new AND version IS NOT NULL)::integer AS changed FROM post_import_plan`;

/** What an import is going to do with each line. */
@Injectable()
export class ImportPlanRepository {
  constructor(private readonly database: Database) {}

  /** Waits for the import under way, if there is one, and finds the post of each line. */
  async make(): Promise<void> {
    for (const setting of SETTINGS) await this.database.queryText(setting);
    for (const step of [LOCK, RESPELL, PLAN]) await this.database.queryText(step);
    await this.database.queryText('ALTER TABLE post_import_plan ADD PRIMARY KEY (line)');
    await this.database.queryText('CREATE INDEX ON post_import_plan (post_id)');
    await this.database.queryText('ANALYZE post_import_plan');
  }

  /** Refuses lines for what they say of each other, and of accounts. */
  async refuse({ withoutAuthor }: { withoutAuthor: boolean }): Promise<void> {
    const rules = [REFUSE_DOUBLES, REFUSE_STRANGE_EMAILS, ...(withoutAuthor ? [REFUSE_WITHOUT_AUTHOR] : [])];
    for (const rule of rules) await this.database.queryText(rule);
    await this.dropRefused();
  }

  /** Takes what has been refused out of the plan. */
  async dropRefused(): Promise<void> {
    await this.database.queryText(DROP_REFUSED);
  }

  async count(): Promise<{ added: number; changed: number }> {
    const [row] = await this.database.queryText<{ added: number; changed: number }>(COUNT);
    return row ?? { added: 0, changed: 0 };
  }

  /** The ids of the posts that were here already and have changed. */
  async changedPosts(): Promise<string[]> {
    const rows = await this.database.queryText<{ id: string }>(
      'SELECT post_id AS id FROM post_import_plan WHERE NOT is_new AND version IS NOT NULL',
    );
    return rows.map(({ id }) => id);
  }
}
