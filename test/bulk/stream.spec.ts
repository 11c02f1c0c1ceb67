import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { importLines, importText } from './ndjson.js';
import { answerOf, openImport } from './open-import.js';

let server: TestApp;
let admin: TestUser;
beforeEach(async () => {
  server = await startApp();
  admin = await aUser().named('ada').admin().in(server);
});
afterEach(() => server.stop());

const line = (number: number, more: object = {}): string =>
  `${JSON.stringify({ title: `Post ${number}`, content: 'Words. '.repeat(200), externalId: String(number), ...more })}\n`;

async function countPosts(): Promise<number> {
  const [row] = await server.app.get(Database).queryText<{ count: number }>('SELECT count(*)::int FROM posts');
  return row?.count ?? -1;
}

async function untilConnections(count: number): Promise<void> {
  const text = `SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE application_name = 'quire bulk loads' AND datname = current_database()`;
  for (;;) {
    const [row] = await server.app.get(Database).queryText<{ count: number }>(text);
    if (row?.count === count) return;
    await delay(20);
  }
}

describe('the stream of an import', () => {
  it('is NDJSON and nothing else (C118)', async () => {
    const text = line(1);
    for (const type of ['application/json', 'text/plain', 'application/x-ndjson; charset=latin1', 'application/jsonl'])
      expect((await admin.api.post('/posts/import', text, { headers: { 'Content-Type': type } })).status).toBe(415);
    expect((await admin.api.post('/posts/import')).status).toBe(415);
    const other = await admin.api.post('/posts', text, { headers: { 'Content-Type': 'application/x-ndjson' } });
    expect(other.status).toBe(415);
    expect(await countPosts()).toBe(0);
  });

  it('cannot be kept for a retry, so that Idempotency-Key is refused', async () => {
    const headers = { 'Content-Type': 'application/x-ndjson', 'Idempotency-Key': 'once' };
    const reply = await admin.api.post('/posts/import', line(1), { headers });
    expect([reply.status, reply.body.errors[0].field]).toEqual([400, 'Idempotency-Key']);
  });

  it('may be empty, may lack its last newline, and counts its blank lines', async () => {
    expect((await importText(admin, '')).data).toEqual({ accepted: 0, refused: 0, errors: [] });
    expect((await importText(admin, `\n \r\n${line(1).trim()}\r\n\n{}`)).data).toMatchObject({
      accepted: 1,
      refused: 1,
      errors: [
        { line: 5, field: 'title' },
        { line: 5, field: 'content' },
      ],
    });
  });

  it('is refused line by line, with the fields and codes of POST /posts', async () => {
    const bodies = [
      { title: '', content: 'x' },
      { title: 'x', content: ' ' },
      { title: 'x', content: 'x', tags: ['a', ''] },
      { title: 'x', content: 'x', colour: 'red' },
      { title: 'x', content: 'x', coverImageUrl: 'javascript:alert(1)' },
      { title: 'x\0', content: 'x' },
      { title: 'x', content: 'x', excerpt: 7 },
      { title: 'x', content: 'x', slug: 'Not a slug' },
      { title: 'x', content: 'x', publishAt: '2026-02-30T00:00:00Z' },
      { title: 'x', content: 'x', status: 'draft', publishAt: '2999-01-01T00:00:00Z' },
    ];
    const { data } = await importLines(admin, bodies);
    expect(data).toMatchObject({ accepted: 0, refused: bodies.length });
    for (const [index, body] of bodies.entries()) {
      const single = await admin.api.post('/posts', body);
      const [{ field, code }] = single.body.errors;
      expect(data.errors).toContainEqual(expect.objectContaining({ line: index + 1, field, code }));
    }
  });

  it.each([
    ['no JSON', '{"title": ', 'line', 'json'],
    ['no object', '[1, 2]', 'line', 'type'],
    ['a member called __proto__', '{"__proto__": {"a": 1}}', 'line', 'json'],
    ['a depth beyond 20', `{"author": ${'['.repeat(30)}${']'.repeat(30)}}`, 'line', 'maxDepth'],
    ['a lone surrogate', '{"title":"\\ud800","content":"x"}', 'title', 'wellFormed'],
    ['a heap of combining marks', `{"title":"a${'\u0300'.repeat(31)}","content":"x"}`, 'title', 'maxMarks'],
    ['an author that is no object', '{"title":"x","content":"x","author":"ann"}', 'author', 'type'],
    ['a list of authors', '{"title":"x","content":"x","author":[]}', 'author', 'type'],
    ['an author without a name to find', '{"title":"x","content":"x","author":{}}', 'author.username', 'required'],
    [
      'an unknown member of the author',
      '{"title":"x","content":"x","author":{"username":"ann","role":"admin"}}',
      'author.role',
      'unknown',
    ],
    [
      'an email that is none',
      '{"title":"x","content":"x","author":{"username":"ann","email":"a@b"}}',
      'author.email',
      'email',
    ],
    ['a scheduled post without its time', '{"title":"x","content":"x","status":"scheduled"}', 'publishAt', 'required'],
    [
      'a publication to come',
      '{"title":"x","content":"x","publishedAt":"2999-01-01T00:00:00Z"}',
      'publishedAt',
      'past',
    ],
    ['a creation to come', '{"title":"x","content":"x","createdAt":"2999-01-01T00:00:00Z"}', 'createdAt', 'past'],
    ['an empty externalId', '{"title":"x","content":"x","externalId":""}', 'externalId', 'length'],
  ])('refuses %s', async (_, text, field, code) => {
    const { data } = await importText(admin, `${text}\n${line(1)}`);
    expect(data).toMatchObject({ accepted: 1, refused: 1 });
    expect(data.errors[0]).toMatchObject({ line: 1, field, code });
  });

  it('refuses what is not UTF-8, and goes on with the next line', async () => {
    const call = openImport(admin);
    call.write(Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}\n')]));
    call.end(line(2));
    expect((await answerOf(call)).body.data).toMatchObject({ accepted: 1, errors: [{ line: 1, code: 'json' }] });
  });

  it('refuses a line over 4 MiB by its number, and takes one of a million characters of four bytes', async () => {
    const long = `{"title":"Long","content":"${'x'.repeat(4 * 1024 * 1024)}"}\n`;
    const full = `${JSON.stringify({ title: 'Full', content: '🐋'.repeat(1_000_000) })}\n`;
    const { data } = await importText(admin, line(1) + long + full + line(4));
    expect(data).toMatchObject({ accepted: 3, refused: 1, errors: [{ line: 2, field: 'line', code: 'maxBytes' }] });
    expect((await admin.api.get('/posts/full')).data.content).toHaveLength(2_000_000);
  }, 60_000);

  it('lists a thousand faults, and counts all lines that were refused', async () => {
    const { data } = await importText(admin, '{}\n'.repeat(1_200) + line(1));
    expect([data.accepted, data.refused, data.errors.length]).toEqual([1, 1_200, 1_000]);
    expect(data.errors.at(-1)?.line).toBe(500);
  });

  it('refuses what lines claim twice: externalIds and slugs', async () => {
    await aPost().by(admin.api).titled('Taken').draft();
    const { data } = await importText(
      admin,
      line(1) + line(1) + line(2, { slug: 'mine' }) + line(3, { slug: 'mine' }) + line(4, { slug: 'taken' }),
    );
    expect(data).toEqual({
      accepted: 2,
      refused: 3,
      errors: [
        { line: 2, field: 'externalId', code: 'duplicate', message: 'externalId is that of line 1 already' },
        expect.objectContaining({ line: 4, field: 'slug', code: 'taken' }),
        expect.objectContaining({ line: 5, field: 'slug', code: 'taken' }),
      ],
    });
  });
});

describe('an import that breaks off', () => {
  it('leaves nothing when the client hangs up', async () => {
    const call = openImport(admin);
    call.on('error', () => undefined);
    for (let number = 0; number < 500; number += 1) call.write(line(number));
    await untilConnections(1);
    call.destroy();
    await untilConnections(0);
    expect(await countPosts()).toBe(0);
    expect((await importText(admin, line(1))).data.accepted).toBe(1);
  });

  it('leaves nothing when the database ends its connection', async () => {
    const call = openImport(admin);
    call.on('error', () => undefined);
    const answer = answerOf(call);
    call.write(line(1));
    await untilConnections(1);
    const client = new pg.Client(server.databaseUrl);
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'quire bulk loads' AND datname = current_database()`,
    );
    await client.end();
    call.end(line(2));
    expect((await answer).status).toBe(503);
    expect(await countPosts()).toBe(0);
    expect((await importText(admin, line(1))).data.accepted).toBe(1);
  });

  it('is cut when the client pauses for ten seconds', async () => {
    const call = openImport(admin);
    const answer = answerOf(call);
    call.write(line(1));
    expect(await answer).toMatchObject({ status: 408, body: { code: 'REQUEST_TIMEOUT' } });
    expect(await countPosts()).toBe(0);
    call.destroy();
  }, 60_000);

  it('may last longer than any other request, as long as something arrives', async () => {
    const call = openImport(admin);
    const answer = answerOf(call);
    const end = Date.now() + 34_000;
    let count = 0;
    for (; Date.now() < end; count += 1) {
      call.write(line(count));
      await delay(2_000);
    }
    call.end();
    expect((await answer).body.data).toMatchObject({ accepted: count, refused: 0 });
    expect((await admin.api.get('/users/me')).status).toBe(200);
  }, 90_000);
});

describe('while an import is under way', () => {
  it('others go on reading and writing, also what it will write', async () => {
    const ann = await aUser().named('ann').in(server);
    const call = openImport(admin);
    const answer = answerOf(call);
    call.write(line(0, { title: 'Same title', tags: ['new'], author: { username: 'zoe' } }));
    await untilConnections(1);
    const mine = await aPost().by(ann.api).titled('Same title').tagged('new').published();
    expect(mine.slug).toBe('same-title');
    expect((await server.api.get('/posts')).data).toHaveLength(1);
    call.end();
    expect((await answer).body.data).toMatchObject({ accepted: 1 });
    expect((await admin.api.get('/posts/same-title-2')).data.author.username).toBe('zoe');
  });

  it('a second one waits, and both are whole beside live writers', async () => {
    const ann = await aUser().named('ann').in(server);
    const lines = (from: number): string =>
      Array.from({ length: 300 }, (_, index) =>
        line(from + index, {
          title: `Title ${index % 50}`,
          tags: [`tag ${index % 7}`],
          author: { username: `w-${index % 9}` },
        }),
      ).join('');
    // Who wants a slug that a merge has just taken waits for its end, or is told after a while to come again.
    const write = async (index: number): Promise<void> => {
      const post = aPost()
        .by(ann.api)
        .titled(`Title ${index}`)
        .tagged(`tag ${index % 7}`)
        .with({ status: 'published' });
      let reply = await post.send();
      while (reply.status === 503) reply = await post.send();
      expect(reply.status).toBe(201);
    };
    const writers = Array.from({ length: 20 }, (_, index) => write(index));
    const imports = [importText(admin, lines(0)), importText(admin, lines(1_000)), importText(admin, lines(1_000))];
    for (const { data } of await Promise.all(imports)) expect(data).toEqual({ accepted: 300, refused: 0, errors: [] });
    await Promise.all(writers);
    const [row] = await server.app.get(Database).queryText<object>(
      `SELECT count(*)::int AS posts, count(DISTINCT slug)::int AS slugs, max(version) AS version,
          (SELECT count(*)::int FROM post_slugs) AS held, (SELECT count(*)::int FROM post_revisions) AS revisions FROM posts`,
    );
    expect(row).toEqual({ posts: 620, slugs: 620, version: 1, held: 620, revisions: 620 });
  }, 60_000);
});
