import { ask } from './postgres.js';

/** What an application's role can tell apart of a schema; ids and the order of making are left out. */
const PARTS = `
  WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)')
  SELECT format('relation %s.%s %s', nspname, relname, relkind) AS part FROM pg_class c JOIN ours ON ours.oid = relnamespace
  UNION ALL
  SELECT format('column %s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull)
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN ours ON ours.oid = relnamespace
  WHERE attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT format('default %s %s %s', adrelid::regclass, adnum, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
  UNION ALL
  SELECT format('constraint %s %s', conname, pg_get_constraintdef(c.oid)) FROM pg_constraint c JOIN ours ON ours.oid = connamespace
  UNION ALL
  SELECT format('index %s %s', indexdef, indisvalid) FROM pg_indexes JOIN ours ON nspname = schemaname
  JOIN pg_index ON indexrelid = format('%I.%I', schemaname, indexname)::regclass
  UNION ALL
  SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL
  SELECT format('function %s.%s %s', nspname, proname, prosrc) FROM pg_proc p JOIN ours ON ours.oid = pronamespace
  UNION ALL
  SELECT format('migration %s', name) FROM migrations`;

/** Everything that migrations have made in a database, a line each. */
export async function schemaOf(url: string): Promise<Set<string>> {
  const rows = await ask<{ part: string }>(url, PARTS);
  return new Set(rows.map(({ part }) => part));
}

/** How many parts only one of two schemas has. */
export function differencesOf(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  return [...left, ...right].filter((part) => !left.has(part) || !right.has(part)).length;
}
