import pg from 'pg';
import { ROLE } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

/** The URL of one database of the server on `port`. */
export function databaseUrl(port: number, password: string, database: string): string {
  return `postgres://${ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Makes sure that the application's database exists; answers its URL.
 * @throws EmbeddedPostgresError when the existing one does not hold UTF-8
 */
export async function ensureDatabase(port: number, password: string): Promise<string> {
  const client = new pg.Client(databaseUrl(port, password, 'postgres'));
  await client.connect();
  try {
    const { rows } = await client.query<{ encoding: string }>(
      'SELECT pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = $1',
      [ROLE],
    );
    const encoding = rows[0]?.encoding;
    if (encoding === undefined) await client.query(`CREATE DATABASE ${ROLE}`);
    else if (encoding !== 'UTF8')
      throw new EmbeddedPostgresError(
        `The embedded database holds ${encoding} text, Quire needs UTF8: delete its folder.`,
      );
  } finally {
    await client.end();
  }
  return databaseUrl(port, password, ROLE);
}
