import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportOutcome } from '../../src/cli/import-posts.js';
import { openImport } from '../../src/content-import/index.js';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { read } from '../support/environment.js';
import { importFrom } from '../support/importing.js';
import type { ShownPost } from '../support/posts.js';
import { aUser } from '../support/users.js';

const DEMO = 'content/nodejs-blog';
/** The posts that a whole blog has, where there is one; else the committed handful. */
const CONTENT = read('content') ?? DEMO;

let server: TestApp;
let folder: string;
beforeEach(async () => {
  server = await startApp();
  folder = await mkdtemp(join(tmpdir(), 'quire-import-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (from: string): Promise<ImportOutcome> => importFrom(from, server);

async function walk(query: string): Promise<ShownPost[]> {
  const posts: ShownPost[] = [];
  for (let cursor: string | undefined; ;) {
    const { body } = await server.api.get(`/posts?${query}`, { query: { limit: 100, cursor } });
    posts.push(...(body.data as ShownPost[]));
    if (!body.meta.hasNext) return posts;
    cursor = body.meta.nextCursor as string;
  }
}

async function demoFile(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text);
}

const NOTE = '---\ntitle: A note\ndate: 2024-02-03T04:05:06Z\nauthor: Zoë Example\ntags: [Notes, notes]\n---\nHello.\n';

describe('importing a folder of posts', () => {
  it('publishes every one of them, to be walked without gap or double and found', async () => {
    const { total: count } = await openImport(CONTENT);
    const done: number[] = [];
    const outcome = await importFrom(CONTENT, server, { progress: (n) => done.push(n) });
    expect(outcome).toEqual({ added: count, changed: 0, unchanged: 0, refused: 0, refusals: [] });
    expect(done.at(-1)).toBe(count);

    const posts = await walk('sortBy=publishedAt');
    expect([posts.length, new Set(posts.map(({ id }) => id)).size]).toEqual([count, count]);
    const dates = posts.map(({ publishedAt }) => publishedAt ?? '');
    expect(dates).toEqual([...dates].sort().reverse());

    const { data } = await server.api.get('/posts?q=security release&limit=10');
    const found = data as (ShownPost & { highlight: { title: string } })[];
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.highlight.title).toMatch(/<mark>(security|releases?)<\/mark>/i);

    expect(await run(CONTENT)).toEqual({ added: 0, changed: 0, unchanged: count, refused: 0, refusals: [] });
    expect(await walk('sortBy=publishedAt')).toEqual(posts);
  }, 240_000);

  it('makes authors who cannot sign in, one for each name', async () => {
    await demoFile('a.md', NOTE);
    await demoFile('b.md', NOTE.replace('A note', 'Another'));
    await run(folder);
    const posts = await walk('author=zoe-example');
    expect(posts).toHaveLength(2);
    expect(posts[0]).toMatchObject({
      author: { username: 'zoe-example', name: 'Zoë Example' },
      status: 'published',
      publishedAt: '2024-02-03T04:05:06.000Z',
      tags: ['Notes'],
    });
    const rows = await server.app
      .get(Database)
      .queryText('SELECT email, (SELECT count(*)::int FROM credentials) AS credentials FROM users');
    expect(rows).toEqual([{ email: null, credentials: 0 }]);
  });

  it('writes a second time only what has changed, and leaves alone what lies in the trash', async () => {
    await cp(DEMO, folder, { recursive: true });
    await demoFile('a.md', NOTE);
    await demoFile('b.md', NOTE.replace('A note', 'Another'));
    await demoFile('c.md', NOTE.replace('A note', 'A third'));
    const { added } = await run(folder);
    const moderator = await aUser().named('mia').moderator().in(server);
    const [third] = (await server.api.get('/posts?q=third')).data as ShownPost[];
    await moderator.api.delete(`/posts/${third?.id}`);
    await demoFile('a.md', NOTE.replace('Hello.', 'Hello again.').replace('[Notes, notes]', '[Letters]'));
    await demoFile('c.md', NOTE.replace('A note', 'A third, changed'));

    expect(await run(folder)).toEqual({ added: 0, changed: 1, unchanged: added - 1, refused: 0, refusals: [] });
    expect((await server.api.get('/posts/a')).data).toMatchObject({
      content: 'Hello again.',
      tags: ['Letters'],
      version: 2,
    });
    expect((await server.api.get('/posts/b')).data).toMatchObject({ content: 'Hello.', version: 1 });
    expect((await server.api.get(`/posts/${third?.id}`)).status).toBe(404);
  });

  it('says of each file that cannot become a post why, and takes the others', async () => {
    await demoFile('good.md', NOTE);
    await demoFile('bad.md', 'no front matter');
    await demoFile('late.md', NOTE.replace('2024-02-03T04:05:06Z', 'tomorrow'));
    await demoFile('long.md', NOTE.replace('A note', 'x'.repeat(201)));
    expect(await run(folder)).toMatchObject({
      added: 1,
      refused: 3,
      refusals: [
        { source: 'bad.md', reason: 'there is no front matter: the first line is neither --- nor +++' },
        { source: 'late.md', reason: 'the date "tomorrow" is not of the form 2019-03-06T12:00:00Z' },
        { source: 'long.md', reason: 'the title is longer than 200 characters' },
      ],
    });
  });

  it('takes a post of 850 000 characters, and gives equal slugs suffixes', async () => {
    await demoFile('2024-01-01-same.md', NOTE.replace('Hello.', 'word '.repeat(170_000)));
    await demoFile('2024-01-02-same.md', NOTE);
    await run(folder);
    const slugs = (await walk('sortBy=createdAt')).map(({ slug }) => slug).sort();
    expect(slugs).toEqual(['same', 'same-2']);
  });

  it('shows in answers that were cached before', async () => {
    expect((await server.api.get('/posts')).data).toEqual([]);
    expect((await server.api.get('/tags')).data).toEqual([]);
    await demoFile('a.md', NOTE);
    await run(folder);
    expect((await server.api.get('/posts')).data).toHaveLength(1);
    expect((await server.api.get('/tags')).data).toHaveLength(1);
  });

  it('writes nothing at all when it is interrupted', async () => {
    const interruption = new AbortController();
    const progress = (): void => {
      interruption.abort();
    };
    await expect(importFrom(DEMO, server, { progress, signal: interruption.signal })).rejects.toThrow('aborted');
    expect((await server.api.get('/posts')).data).toEqual([]);
    expect(await server.app.get(Database).queryText('SELECT FROM users')).toEqual([]);
    expect(await run(DEMO)).toMatchObject({ refused: 0 });
  });
});
