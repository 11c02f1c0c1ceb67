import { request } from 'node:http';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { statementsOfRequests } from '../support/request-statements.js';
import { aUser, type TestUser } from '../support/users.js';
import { exportLines, importLines } from './ndjson.js';

let server: TestApp;
let admin: TestUser;
beforeEach(async () => {
  server = await startApp();
  admin = await aUser().named('ada').admin().in(server);
});
afterEach(() => server.stop());

const TEXT = 'Tab\t, quote ", backslash \\, comma, newline\n\r\n, control \u0001\u0002\u001f, 你好 🐋 \u2028.';

/** A post in each state that it can be in, with everything and with nothing said of it. */
async function writePosts(ann: TestUser): Promise<void> {
  const full = {
    content: TEXT,
    excerpt: 'In, "short"',
    tags: ['Node.js', 'a, "b"'],
    coverImageUrl: 'https://a.example/b',
  };
  await aPost().by(ann.api).titled('Bare').draft();
  await aPost().by(ann.api).titled('Full').with(full).published();
  await aPost().by(ann.api).titled('Later').with({ publishAt: '2999-01-01T00:00:00.000Z' }).draft();
  const away = await aPost().by(ann.api).titled('Away').published();
  await ann.api.post(`/posts/${away.id}/archive`);
  const again = await aPost().by(ann.api).titled('Draft again').published();
  await ann.api.post(`/posts/${again.id}/unpublish`);
  await importLines(admin, [
    { title: 'From elsewhere', content: TEXT, externalId: 'x:1', author: { username: 'zoe' } },
  ]);
  const trashed = await aPost().by(ann.api).titled('Trashed').draft();
  await ann.api.delete(`/posts/${trashed.id}`);
}

describe('the export', () => {
  it('gives each post on a line, and none that lies in the trash', async () => {
    const ann = await aUser().named('ann').called('Ann Example').in(server);
    await writePosts(ann);
    const lines = await exportLines(admin);
    expect(lines.map(({ title, status }) => `${String(title)}: ${String(status)}`)).toEqual([
      'Bare: draft',
      'Full: published',
      'Later: scheduled',
      'Away: archived',
      'Draft again: draft',
      'From elsewhere: draft',
    ]);
    const shown = (await ann.api.get('/posts/full')).data as ShownPost;
    expect(lines[1]).toEqual({
      externalId: `urn:uuid:${shown.id}`,
      title: 'Full',
      slug: 'full',
      status: 'published',
      author: { username: 'ann', email: 'ann@example.com', name: 'Ann Example' },
      createdAt: shown.createdAt,
      publishedAt: shown.publishedAt,
      tags: ['Node.js', 'a, "b"'],
      coverImageUrl: 'https://a.example/b',
      excerpt: 'In, "short"',
      content: TEXT,
    });
    expect(lines[2]?.publishAt).toBe('2999-01-01T00:00:00.000Z');
    expect(lines[5]).toMatchObject({ externalId: 'x:1', author: { username: 'zoe', name: 'zoe' } });
  });

  it('comes back equal through an empty application', async () => {
    await writePosts(await aUser().named('ann').called('Ann Example').in(server));
    const lines = await exportLines(admin);
    const second = await startApp();
    try {
      const root = await aUser().named('root').admin().in(second);
      expect((await importLines(root, lines)).data).toEqual({ accepted: lines.length, refused: 0, errors: [] });
      expect(await exportLines(root)).toEqual(lines);
      expect((await importLines(root, lines)).data.accepted).toBe(lines.length);
      expect(await exportLines(root)).toEqual(lines);
    } finally {
      await second.stop();
    }
  });

  it('changes nothing where it comes from', async () => {
    await writePosts(await aUser().named('ann').in(server));
    const text = 'SELECT * FROM posts ORDER BY id';
    const before = await server.app.get(Database).queryText(text);
    await importLines(admin, await exportLines(admin));
    expect(await server.app.get(Database).queryText(text)).toEqual(before);
  });

  it('is empty without posts, is never kept, and is nothing but NDJSON (C122)', async () => {
    const reply = await admin.api.get('/posts/export');
    expect([reply.status, reply.text]).toEqual([200, '']);
    expect(reply.headers.get('content-type')).toBe('application/x-ndjson');
    expect(reply.headers.get('cache-control')).toBe('private, no-store');
    const accept = (type: string): Promise<number> =>
      admin.api.get('/posts/export', { headers: { Accept: type } }).then(({ status }) => status);
    expect(await accept('application/x-ndjson')).toBe(200);
    expect(await accept('text/html')).toBe(406);
    expect((await admin.api.get('/posts/export?limit=1')).body.errors).toMatchObject([{ field: 'limit' }]);
  });
});

describe('an export of much', () => {
  beforeEach(async () => {
    const content = 'x'.repeat(500_000);
    await importLines(
      admin,
      Array.from({ length: 60 }, (_, number) => ({ title: `Long ${number}`, content })),
    );
  });

  async function connections(): Promise<{ pid: number }[]> {
    return server.app
      .get(Database)
      .queryText(
        `SELECT pid FROM pg_stat_activity WHERE application_name = 'quire bulk loads' AND datname = current_database()`,
      );
  }

  async function open(): Promise<{ reply: import('node:http').IncomingMessage; destroy: () => void }> {
    const call = request(`${server.url}/api/v1/posts/export`, {
      headers: { Authorization: `Bearer ${admin.accessToken}` },
    });
    call.end();
    const [reply] = (await once(call, 'response')) as [import('node:http').IncomingMessage];
    return { reply, destroy: () => call.destroy() };
  }

  it('is one statement, and the audit entry', async () => {
    const statements = statementsOfRequests(server);
    await exportLines(admin);
    expect(statements.filter((name) => !name.startsWith('sessions.'))).toEqual(['audit.insert']);
  });

  it('waits for a client that reads slowly, and ends the query when it hangs up', async () => {
    const { reply, destroy } = await open();
    reply.on('error', () => undefined);
    await once(reply, 'readable');
    expect(await connections()).toHaveLength(1);
    destroy();
    while ((await connections()).length > 0) await delay(20);
  });

  it('breaks the connection when it fails on the way, so that nobody takes a part for the whole', async () => {
    const { reply } = await open();
    await once(reply, 'readable');
    const [{ pid } = { pid: 0 }] = await connections();
    const client = new pg.Client(server.databaseUrl);
    await client.connect();
    await client.query('SELECT pg_terminate_backend($1)', [pid]);
    await client.end();
    await expect(reply.toArray()).rejects.toThrow(/aborted/);
    expect((await admin.api.get('/posts?limit=1')).status).toBe(200);
  });
});
