import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { need } from './environment.js';

/** A migrated, empty database for one test file. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

const OBJECT_IN_USE = '55006';

/** Copies the template into a database of its own; `drop` deletes it even while something is still connected. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `quire_test_${randomUUID().replaceAll('-', '')}`;
  await withServer((client) => copyTemplate(client, name));
  const url = new URL(need('server'));
  url.pathname = name;
  return { url: url.href, drop: () => withServer((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)) };
}

/** PostgreSQL refuses to copy a database that a maintenance process of its own is just visiting. */
async function copyTemplate(client: pg.Client, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`CREATE DATABASE ${name} TEMPLATE ${need('template')}`);
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && error.code === OBJECT_IN_USE) || attempt === 10) throw error;
    }
    await delay(200);
  }
}

async function withServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(need('server'));
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
