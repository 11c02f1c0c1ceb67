import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { makeFolder, removeFolder } from '../boot/folder.js';
import { QuireProcess } from '../boot/quire-process.js';
import { TEST_SECRET } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { fetch } from '../support/fetch.js';

const ADMIN = { email: 'root@example.com', password: 'Iron-Gate-42' };

let database: TestDatabase;
let folder: string;
let client: pg.Client;
let quire: QuireProcess;
beforeEach(async () => {
  database = await createDatabase();
  folder = await makeFolder();
  client = new pg.Client(database.url);
  await client.connect();
  quire = new QuireProcess(folder, {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    JWT_SECRET: TEST_SECRET,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  });
});
afterEach(async () => {
  await quire.end('SIGKILL');
  await client.end();
  await removeFolder(folder);
  await database.drop();
});

async function signIn(url: string): Promise<string> {
  const headers = { 'Content-Type': 'application/json' };
  const reply = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify(ADMIN) });
  return ((await reply.json()) as { data: { accessToken: string } }).data.accessToken;
}

/** Waits for a state of the connection that loads. */
async function until(condition: string, count: number): Promise<void> {
  const text = `SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE application_name = 'quire bulk loads' AND datname = current_database() AND ${condition}`;
  for (;;) {
    const { rows } = await client.query<{ count: number }>(text);
    if (rows[0]?.count === count) return;
    await delay(10);
  }
}

describe('a process that is killed in the middle of an import', () => {
  it.each([
    ['while lines arrive', `query LIKE 'COPY%'`, false],
    ['while they are merged', `query LIKE '%INSERT INTO posts%'`, true],
  ])(
    'leaves nothing behind: %s',
    async (_, moment, isWhole) => {
      const url = await quire.ready();
      const call = request(`${url}/api/v1/posts/import`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-ndjson', Authorization: `Bearer ${await signIn(url)}` },
      });
      call.on('error', () => undefined);
      for (let number = 0; number < 2_000; number += 1) {
        const content = `Words ${number}. `.repeat(100);
        call.write(
          `${JSON.stringify({ title: `Post ${number}`, content, tags: ['t'], author: { username: 'zoe' } })}\n`,
        );
      }
      // Whoever holds the table back makes the moment last; in a transaction of its own, which sees one moment only.
      const other = new pg.Client(database.url);
      await other.connect();
      if (isWhole) {
        await other.query('BEGIN; LOCK TABLE posts IN SHARE MODE');
        call.end();
      }
      await until(moment, 1);
      await quire.end('SIGKILL');
      await other.end();
      await until('true', 0);
      const { rows } = await client.query<object>(
        `SELECT (SELECT count(*)::int FROM posts) AS posts, (SELECT count(*)::int FROM post_slugs) AS slugs,
        (SELECT count(*)::int FROM tags) AS tags, (SELECT count(*)::int FROM users) AS users`,
      );
      expect(rows).toEqual([{ posts: 0, slugs: 0, tags: 0, users: 1 }]);
    },
    120_000,
  );
});
