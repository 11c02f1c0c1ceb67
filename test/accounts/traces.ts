import { Database } from '../../src/platform/database/index.js';
import type { TestApp } from '../support/app.js';

/** A row of some table in which something was found. */
export interface Trace {
  table: string;
  row: string;
}

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  ORDER BY 1`;

/** Every row of the whole database, in any schema, that holds one of these texts in any column, whatever the case. */
export async function tracesOf(texts: string[], { app }: TestApp): Promise<Trace[]> {
  const database = app.get(Database);
  const tables = await database.queryText<{ name: string }>(TABLES);
  const found: Trace[] = [];
  for (const { name } of tables) {
    const rows = await database.queryText<{ row: string }>(
      `SELECT t::text AS row FROM ${name} t
       WHERE EXISTS (SELECT FROM unnest($1::text[]) x WHERE strpos(lower(t::text), lower(x)) > 0)`,
      [texts],
    );
    found.push(...rows.map(({ row }) => ({ table: name, row })));
  }
  return found;
}
