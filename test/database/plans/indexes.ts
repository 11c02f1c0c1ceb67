import type pg from 'pg';

/** An index as far as another one can take its place. */
export interface Index {
  name: string;
  table: string;
  /** Its key, with what is not the usual about each column; included columns are no part of it. */
  key: { column: string; descends: boolean }[];
  kind: string;
  predicate: string;
  /** Of a primary key, a unique constraint, or a unique index: it is there for what it forbids. */
  isUnique: boolean;
}

const INDEXES = `
  SELECT i.indexrelid::regclass::text AS name, i.indrelid::regclass::text AS table, m.amname AS kind,
    coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS predicate, i.indisunique AS "isUnique",
    (SELECT json_agg(json_build_object('column', pg_get_indexdef(i.indexrelid, n, true) || ' ' || i.indclass[n - 1],
       'descends', i.indoption[n - 1]::integer & 1 = 1) ORDER BY n)
     FROM generate_series(1, i.indnkeyatts) AS n) AS key
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
  WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1`;

export async function indexesOf(client: pg.Client): Promise<Index[]> {
  return (await client.query<Index>(INDEXES)).rows;
}

/** Whether whatever is found by the one is found as well by the other one, which begins with the same columns. */
export function canReplace(one: Index, other: Index): boolean {
  if (one.name === other.name || one.isUnique) return false;
  const isAlike = one.table === other.table && one.kind === other.kind && one.predicate === other.predicate;
  if (!isAlike || one.kind !== 'btree' || one.key.length > other.key.length) return false;
  const begins = one.key.every(({ column }, place) => column === other.key[place]?.column);
  const turns = new Set(one.key.map(({ descends }, place) => descends === other.key[place]?.descends));
  return begins && turns.size === 1;
}

const FOREIGN_KEYS = `
  SELECT conname AS name, ARRAY(
    SELECT i.indexrelid::regclass::text FROM pg_index i
    WHERE i.indrelid = conrelid AND i.indpred IS NULL
      AND (i.indkey::smallint[])[0:cardinality(conkey) - 1] @> conkey) AS indexes
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`;

/** The foreign keys, each with the indexes that begin with its columns. */
export async function foreignKeysOf(client: pg.Client): Promise<{ name: string; indexes: string[] }[]> {
  return (await client.query<{ name: string; indexes: string[] }>(FOREIGN_KEYS)).rows;
}
