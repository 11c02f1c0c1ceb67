import pg from 'pg';
import { makeFolder, removeFolder } from '../boot/folder.js';
import { QuireProcess } from '../boot/quire-process.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';
import { PASSWORD } from '../support/users.js';
import { fetch } from '../support/fetch.js';

/** Every publication that was committed leaves a line; and while a test holds the gate, none gets past it. */
const WATCHED = `
  CREATE TABLE publications (post_id uuid NOT NULL);
  CREATE FUNCTION watch_publication() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(4711);
    INSERT INTO publications VALUES (NEW.id);
    RETURN NEW;
  END $$;
  CREATE TRIGGER watch_publication BEFORE UPDATE ON posts FOR EACH ROW
  WHEN (OLD.status = 'scheduled' AND NEW.status = 'published') EXECUTE FUNCTION watch_publication();`;

describe('scheduled posts and the kill -9 of the process', () => {
  let folder: string;
  let database: TestDatabase;
  let client: pg.Client;
  const running: QuireProcess[] = [];

  beforeAll(async () => {
    folder = await makeFolder();
    database = await createDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(WATCHED);
  });
  afterAll(async () => {
    await Promise.all(running.map((quire) => quire.end('SIGKILL')));
    await client.end();
    await database.drop();
    await removeFolder(folder);
  });

  function start(): QuireProcess {
    const quire = new QuireProcess(folder, {
      DATABASE_URL: database.url,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      JWT_SECRET: 'a-test-secret-of-more-than-32-bytes-0123456789',
    });
    running.push(quire);
    return quire;
  }

  async function post(url: string, path: string, body: object, token?: string): Promise<Record<string, unknown>> {
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    const reply = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(reply.status).toBe(201);
    return ((await reply.json()) as { data: Record<string, unknown> }).data;
  }

  /** Makes a post that waits for a time in an hour, through the API of a process. */
  async function schedule(quire: QuireProcess, username: string): Promise<string> {
    const url = await quire.ready();
    const account = { email: `${username}@example.com`, username, password: PASSWORD };
    const { accessToken } = await post(url, '/auth/register', account);
    const publishAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await post(url, '/posts', { title: 'Waits', content: 'Words.', publishAt }, String(accessToken));
    return String(id);
  }

  const makeDue = (id: string): Promise<unknown> =>
    client.query(`UPDATE posts SET publish_at = '2026-01-01T00:00:00Z' WHERE id = $1`, [id]);

  async function row(id: string): Promise<Record<string, unknown>> {
    const { rows } = await client.query<Record<string, unknown>>(
      `SELECT status, version, published_at AS "publishedAt",
        (SELECT count(*)::integer FROM publications WHERE post_id = $1) AS publications FROM posts WHERE id = $1`,
      [id],
    );
    return rows[0] ?? {};
  }

  async function allGone(): Promise<boolean> {
    const { rows } = await client.query<{ others: number }>(
      `SELECT count(*)::integer AS others FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    return rows[0]?.others === 0;
  }

  const published = { status: 'published', version: 2, publishedAt: new Date('2026-01-01T00:00:00Z'), publications: 1 };

  it('C236: the time that comes while nothing runs is made up for by whichever of three starts first, once', async () => {
    const quire = start();
    const id = await schedule(quire, 'ann');
    await quire.end('SIGKILL');
    await until(allGone);
    await makeDue(id);
    const started = [start(), start(), start()];
    await until(async () => (await row(id)).status === 'published');
    await Promise.all(started.map((each) => each.ready()));
    expect(await row(id)).toEqual(published);
    await Promise.all(started.map((each) => each.end('SIGKILL')));
    await until(allGone);
  });

  it('C236: what it was about to publish is published by the next one, once', async () => {
    const quire = start();
    const id = await schedule(quire, 'bob');
    await client.query('SELECT pg_advisory_lock(4711)');
    await makeDue(id);
    await until(async () => {
      const { rows } = await client.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
      return rows.length > 0;
    });
    await quire.end('SIGKILL');
    await client.query('SELECT pg_advisory_unlock(4711)');
    await until(allGone);
    expect(await row(id)).toMatchObject({ status: 'scheduled', version: 1, publications: 0 });
    const next = start();
    await until(async () => (await row(id)).status === 'published');
    expect(await row(id)).toEqual(published);
    await next.end();
    expect(await row(id)).toEqual(published);
  });
});
