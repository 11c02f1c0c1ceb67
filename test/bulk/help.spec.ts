import type { ClientRequest } from 'node:http';
import pg from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { need } from '../support/environment.js';
import { until } from '../support/until.js';
import { aUser, type TestUser } from '../support/users.js';
import { importText } from './ndjson.js';
import { answerOf, openImport } from './open-import.js';

let server: TestApp;
let admin: TestUser;
let client: pg.Client;
beforeEach(async () => {
  server = await startApp();
  admin = await aUser().named('ada').admin().in(server);
  client = new pg.Client(server.databaseUrl);
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await server.stop();
});

const line = (number: number): string =>
  `${JSON.stringify({
    title: `Köpfe ${number}`,
    content: `Words of ${number}, with <b>marks</b>. `.repeat(60),
    excerpt: number % 2 ? `Excerpt ${number}` : undefined,
    tags: number % 3 ? [`Tag ${number % 7}`] : undefined,
    externalId: String(number),
  })}\n`;

async function count(text: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(text);
  return rows[0]?.count ?? -1;
}

const connections = (name: string): Promise<number> =>
  count(`SELECT count(*)::int FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'quire bulk ${name}'`);

/** So short that they never make a part that is worth the help. */
const shortLine = (number: number): string =>
  `${JSON.stringify({ title: `Brief ${number}`, content: 'Brief.', externalId: String(number) })}\n`;

/** An import whose lines are written bit by bit, so that it is never silent. */
class WrittenImport {
  written = 0;
  private readonly call: ClientRequest;
  readonly answer: ReturnType<typeof answerOf>;

  constructor() {
    this.call = openImport(admin);
    // Who breaks off does not read what is still on its way.
    this.call.on('error', () => undefined);
    this.answer = answerOf(this.call);
  }

  write(lines: number, make = line): void {
    for (const end = this.written + lines; this.written < end; this.written += 1) this.call.write(make(this.written));
  }

  async writeUntil(holds: () => Promise<boolean>, make = line): Promise<void> {
    await until(() => {
      this.write(5, make);
      return holds();
    });
  }

  end(): void {
    this.call.end();
  }
}

async function expectEntriesOfAllPosts(posts: number): Promise<void> {
  const sound = `SELECT count(*)::int FROM posts WHERE search = post_search(title, tags, excerpt, content)`;
  expect(await count(sound)).toBe(posts);
}

describe('the search entries of imported posts', () => {
  it('are made by two sessions, and are those of every post', async () => {
    const written = new WrittenImport();
    await written.writeUntil(async () => (await connections('helpers')) === 1);
    expect(await connections('loads')).toBe(1);
    written.write(500);
    written.end();
    expect(await written.answer).toMatchObject({
      status: 200,
      body: { data: { accepted: written.written, refused: 0 } },
    });
    await expectEntriesOfAllPosts(written.written);
    await until(async () => (await connections('helpers')) + (await connections('loads')) === 0);
  }, 120_000);

  it('follow a known post that changes, and are left as they are where nothing does', async () => {
    const lines = Array.from({ length: 300 }, (_, number) => line(number));
    await importText(admin, lines.join(''));
    lines[7] = line(7).replace('Words', 'Sentences');
    const { data } = await importText(admin, lines.join(''));
    expect(data).toEqual({ accepted: 300, refused: 0, errors: [] });
    await expectEntriesOfAllPosts(300);
    expect(await count(`SELECT count(*)::int FROM posts WHERE search @@ to_tsquery('quire', 'sentences')`)).toBe(1);
    expect(await count('SELECT count(*)::int FROM posts WHERE version = 2')).toBe(1);
  }, 120_000);

  it('are made by the importing session alone where the database has no second connection to give', async () => {
    const other = new pg.Client(need('server'));
    await other.connect();
    const name = new URL(server.databaseUrl).pathname.slice(1);
    const written = new WrittenImport();
    try {
      await written.writeUntil(async () => (await connections('loads')) === 1, shortLine);
      await other.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      expect(await connections('helpers')).toBe(0);
      written.write(500);
      written.end();
      expect((await written.answer).body.data).toMatchObject({ accepted: written.written, refused: 0 });
    } finally {
      await other.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await other.end();
    }
    await expectEntriesOfAllPosts(written.written);
  }, 120_000);
});

describe('an import whose second session is cut', () => {
  it('is refused as a whole, leaves nothing, and can be sent again', async () => {
    const written = new WrittenImport();
    await written.writeUntil(async () => (await connections('helpers')) === 1);
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'quire bulk helpers'`);
    written.write(1_000);
    written.end();
    expect(await written.answer).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } });
    await until(async () => (await connections('helpers')) + (await connections('loads')) === 0);
    expect(await count('SELECT count(*)::int FROM posts')).toBe(0);
    expect((await importText(admin, line(1))).data.accepted).toBe(1);
  }, 120_000);
});
