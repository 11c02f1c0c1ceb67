import pg from 'pg';

const CATALOGUE = `
  SELECT 'column' AS kind, format('%s.%s', table_name, column_name) AS name,
         concat_ws(' ', data_type, datetime_precision, is_nullable, column_default, generation_expression) AS definition
  FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL
  SELECT 'constraint', format('%s.%s', conrelid::regclass, conname), pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL
  SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL
  SELECT 'type', typname, typtype::text FROM pg_type WHERE typnamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'function', proname, prosrc FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
    SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  ORDER BY 1, 2, 3`;

export interface CatalogueEntry {
  kind: string;
  name: string;
  definition: string;
}

/** Everything that migrations can have made in a database, in a fixed order. */
export async function catalogue(url: string): Promise<CatalogueEntry[]> {
  return (await onDatabase(url, (client) => client.query<CatalogueEntry>(CATALOGUE))).rows;
}

export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
