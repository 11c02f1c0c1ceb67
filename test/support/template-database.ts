import { randomUUID } from 'node:crypto';
import pg from 'pg';

/**
 * Creates the database that every test database is a copy of, on the server of the URL, and migrates it. Its name is this
 * run's own, because several runs may share a server.
 */
export async function createTemplate(
  server: string,
  migrate: (url: string) => Promise<unknown>,
): Promise<{ name: string; drop(): Promise<void> }> {
  const name = `quire_template_${randomUUID().slice(0, 8)}`;
  const drop = (): Promise<void> => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await execute(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  try {
    await migrate(withDatabase(server, name));
    // A copy is refused while anything is connected to the original.
    await execute(server, `ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
  } catch (error) {
    await drop();
    throw error;
  }
  return { name, drop };
}

async function execute(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}
