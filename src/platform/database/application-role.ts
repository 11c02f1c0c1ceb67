import type { QueryRunner } from 'typeorm';

const GRANTS = `
  SELECT format('GRANT USAGE ON SCHEMA %I TO %I', $2::text, $1::text) AS grant
  UNION ALL
  SELECT CASE
    WHEN relkind = 'S' THEN format('GRANT USAGE ON SEQUENCE %s TO %I', oid::regclass, $1::text)
    WHEN relname = 'migrations' THEN format('GRANT SELECT ON %s TO %I', oid::regclass, $1::text)
    WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'append_only')
      THEN format('GRANT SELECT, INSERT ON %s TO %I', oid::regclass, $1::text)
    ELSE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', oid::regclass, $1::text)
  END
  FROM pg_class c
  WHERE relnamespace = $2::text::regnamespace AND relowner = current_user::regrole AND relkind IN ('r', 'p', 'S', 'v')
  UNION ALL
  SELECT format('GRANT EXECUTE ON FUNCTION %s TO %I', oid::regprocedure, $1::text)
  FROM pg_proc
  WHERE pronamespace = $2::text::regnamespace AND proowner = current_user::regrole AND prosecdef
  UNION ALL
  SELECT format('CREATE POLICY %I ON %s TO %I USING (true)', $1::text, t.oid::regclass, $1::text)
  FROM pg_class t
  WHERE relnamespace = $2::text::regnamespace AND relowner = current_user::regrole AND relrowsecurity
    AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid AND polname = $1::text)`;

/**
 * Lets the application's role read and write the tables of the current schema and of these others, but not change them.
 * A table with a trigger named append_only it may read and add to; whatever more is to be done there it does through
 * functions that run with their owner's rights. Nothing is done when the application connects with the role that
 * migrates, or the server does not know its role by this name (behind some poolers).
 */
export async function grantToApplication(
  runner: QueryRunner,
  applicationUrl: string,
  otherSchemas: string[],
): Promise<void> {
  const role = decodeURIComponent(new URL(applicationUrl).username);
  const known = (await runner.query('SELECT 1 FROM pg_roles WHERE rolname = $1 AND rolname <> current_user', [
    role,
  ])) as unknown[];
  if (known.length === 0) return;
  const [{ schema }] = (await runner.query('SELECT current_schema() AS schema')) as [{ schema: string }];
  for (const name of [schema, ...otherSchemas]) {
    const grants = (await runner.query(GRANTS, [role, name])) as { grant: string }[];
    for (const { grant } of grants) await runner.query(grant);
  }
}
