import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { importLines } from './ndjson.js';

let server: TestApp;
let admin: TestUser;
beforeEach(async () => {
  server = await startApp();
  admin = await aUser().named('ada').admin().in(server);
});
afterEach(() => server.stop());

const rows = <Row>(text: string): Promise<Row[]> => server.app.get(Database).queryText<Row>(text);
const read = async (slug: string): Promise<ShownPost> => (await admin.api.get(`/posts/${slug}`)).data as ShownPost;

const FULL = {
  title: 'Köpfe & Schwänze',
  content: 'Line one\n\nLine two with a tab\t, a \\ backslash, “quotes” and 你好 🐋.',
  excerpt: 'In short',
  slug: 'heads-and-tails',
  tags: ['Node.js', 'node.JS', ' Whales  at sea '],
  coverImageUrl: 'https://example.com/cover.png',
  status: 'published',
  publishedAt: '2020-02-03T04:05:06.007Z',
  createdAt: '2020-01-01T00:00:00.000Z',
  externalId: 'blog:1',
  author: { username: 'Zoe', email: 'Zoe@Example.com', name: 'Zoë Example' },
};

describe('importing posts', () => {
  it('takes over all that a line says', async () => {
    expect((await importLines(admin, [FULL])).data).toEqual({ accepted: 1, refused: 0, errors: [] });
    expect(await read('heads-and-tails')).toMatchObject({
      title: FULL.title,
      content: FULL.content,
      excerpt: 'In short',
      tags: ['Node.js', 'Whales at sea'],
      coverImageUrl: FULL.coverImageUrl,
      status: 'published',
      publishedAt: FULL.publishedAt,
      createdAt: FULL.createdAt,
      author: { username: 'zoe', name: 'Zoë Example' },
      readingTimeMinutes: 1,
      version: 1,
    });
    expect((await server.api.get('/posts?q=whales')).data).toHaveLength(1);
    expect((await server.api.get('/posts?tag=node-js')).data).toHaveLength(1);
    expect((await admin.api.get(`/posts/${(await read('heads-and-tails')).id}/revisions`)).data).toMatchObject([
      { version: 1, title: FULL.title, editedBy: { username: 'ada' } },
    ]);
  });

  it('needs a title and a content; the author is then the caller, and the post a draft', async () => {
    expect((await importLines(admin, [{ title: 'Bare', content: 'Words.' }])).data.accepted).toBe(1);
    expect(await read('bare')).toMatchObject({
      status: 'draft',
      author: { username: 'ada' },
      tags: [],
      publishedAt: null,
    });
    expect((await server.api.get('/posts')).data).toEqual([]);
  });

  it('knows a post again by its externalId, and writes only what has changed', async () => {
    await importLines(admin, [FULL]);
    const before = await read('heads-and-tails');
    await importLines(admin, [FULL]);
    expect(await read('heads-and-tails')).toEqual(before);

    const changed = { ...FULL, title: 'Heads', tags: ['Sea'], slug: 'heads', excerpt: null };
    expect((await importLines(admin, [changed])).data).toMatchObject({ accepted: 1, refused: 0 });
    expect(await read(before.id)).toMatchObject({
      title: 'Heads',
      slug: 'heads',
      tags: ['Sea'],
      version: 2,
      id: before.id,
    });
    expect((await read(before.id)).content).toBe(FULL.content);
    expect((await server.api.get('/posts/heads-and-tails')).status).toBe(308);
    expect((await server.api.get('/posts?tag=node-js')).data).toEqual([]);
    expect((await server.api.get('/posts?tag=sea')).data).toHaveLength(1);
    const revisions = (await admin.api.get(`/posts/${before.id}/revisions`)).data as { version: number }[];
    expect(revisions.map(({ version }) => version)).toEqual([2, 1]);
    const late = await admin.api.patch(`/posts/${before.id}`, { title: 'Late' }, { headers: { 'If-Match': '"1.x"' } });
    expect(late.body.changedFields).toEqual(expect.arrayContaining(['title', 'slug', 'tags', 'excerpt']));
    expect(late.body.changedFields).not.toContain('content');
  });

  it('leaves as it is what a line leaves out of a known post', async () => {
    await importLines(admin, [FULL]);
    const before = await read('heads-and-tails');
    const { title, content, externalId } = FULL;
    await importLines(admin, [{ title, content, externalId }]);
    expect(await read('heads-and-tails')).toEqual(before);
    await importLines(admin, [{ title: 'Other', content, externalId }]);
    expect(await read('heads-and-tails')).toMatchObject({ title: 'Other', excerpt: 'In short', status: 'published' });
  });

  it('adds lines without an externalId each time', async () => {
    const line = { title: 'Twice', content: 'Words.' };
    await importLines(admin, [line, line]);
    await importLines(admin, [line]);
    const slugs = await rows<{ slug: string }>('SELECT slug FROM posts ORDER BY slug');
    expect(slugs.map(({ slug }) => slug)).toEqual(['twice', 'twice-2', 'twice-3']);
  });

  it('leaves alone what lies in the trash', async () => {
    await importLines(admin, [FULL]);
    const { id } = await read('heads-and-tails');
    await admin.api.delete(`/posts/${id}`);
    expect((await importLines(admin, [{ ...FULL, title: 'New' }])).data).toEqual({
      accepted: 1,
      refused: 0,
      errors: [],
    });
    expect((await server.api.get(`/posts/${id}`)).status).toBe(404);
    expect(await rows('SELECT title FROM posts')).toEqual([{ title: FULL.title }]);
  });

  it('takes archived posts, and schedules those with a time to publish at', async () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const lines = [
      { title: 'Away', content: 'Words.', status: 'archived', publishedAt: '2020-01-01T00:00:00.000Z' },
      { title: 'Later', content: 'Words.', publishAt: later },
      {
        title: 'Due',
        content: 'Words.',
        status: 'scheduled',
        publishAt: '2020-01-01T00:00:00.000Z',
        externalId: 'due',
      },
    ];
    await importLines(admin, lines);
    expect(await read('away')).toMatchObject({ status: 'archived', publishedAt: '2020-01-01T00:00:00.000Z' });
    expect(await read('later')).toMatchObject({ status: 'scheduled', publishAt: later });
    while ((await server.api.get('/posts/due')).status !== 200);
    const due = await read('due');
    expect(due).toMatchObject({ status: 'published', publishedAt: '2020-01-01T00:00:00.000Z' });
    await importLines(admin, lines.slice(2));
    expect(await read('due')).toEqual(due);
  });

  it('shows in answers that were cached before', async () => {
    await importLines(admin, [FULL]);
    expect((await server.api.get('/posts')).data).toHaveLength(1);
    expect((await server.api.get('/tags')).data).toHaveLength(2);
    await server.api.get('/posts/heads-and-tails');
    await importLines(admin, [
      { ...FULL, title: 'Changed' },
      { ...FULL, externalId: '2', slug: 'b', tags: ['New'] },
    ]);
    expect((await server.api.get('/posts/heads-and-tails')).data).toMatchObject({ title: 'Changed' });
    expect((await server.api.get('/posts')).data).toHaveLength(2);
    expect((await server.api.get('/tags')).data).toHaveLength(3);
  });

  it('makes slugs in the house’s way: any script, never reserved, numbered where taken', async () => {
    await aPost().by(admin.api).titled('Whales').draft();
    await aPost().by(admin.api).titled('Whales').draft();
    await importLines(admin, [
      ...['Whales', 'Whales', '鲸鱼', 'Import', '!!!', 'x'.repeat(120), 'x'.repeat(120)].map((title) => ({
        title,
        content: 'Words.',
      })),
    ]);
    const slugs = await rows<{ slug: string }>('SELECT slug FROM posts ORDER BY id');
    const [first, second, ...others] = slugs.slice(2).map(({ slug }) => slug);
    expect([first, second].sort()).toEqual(['whales-3', 'whales-4']);
    expect(others).toEqual(['jingyu', 'post-import', 'post', 'x'.repeat(100), `${'x'.repeat(98)}-2`]);
  });

  it('uses the present name of a tag that was renamed', async () => {
    await importLines(admin, [FULL]);
    await admin.api.patch('/tags/node-js', { name: 'Node' });
    const before = await read('heads-and-tails');
    expect(before.tags).toEqual(['Node', 'Whales at sea']);
    await importLines(admin, [FULL, { ...FULL, slug: 'other', externalId: '2', tags: ['Node', 'node.js', 'x'] }]);
    expect(await read('heads-and-tails')).toEqual(before);
    expect((await read('other')).tags).toEqual(['Node', 'x']);
    expect((await server.api.get('/posts?tag=node')).data).toHaveLength(2);
    expect((await server.api.get('/posts?q=node')).data).toHaveLength(2);
  });
});

describe('a trial', () => {
  it('tells what would come of the lines, and changes nothing', async () => {
    await importLines(admin, [FULL]);
    const before = await rows('SELECT * FROM posts');
    const { data } = await importLines(
      admin,
      [
        { ...FULL, title: 'Other' },
        { title: 'New', content: 'Words.', tags: ['new'], author: { username: 'new' } },
        '{}',
      ],
      '?dryRun=true',
    );
    expect(data).toMatchObject({ accepted: 2, refused: 1 });
    expect(await rows('SELECT * FROM posts')).toEqual(before);
    expect(await rows(`SELECT 1 FROM users WHERE username = 'new'`)).toEqual([]);
    expect(await rows(`SELECT 1 FROM tags WHERE key = 'new'`)).toEqual([]);
    const strange = await admin.api.post('/posts/import?dryRun=maybe', '', {
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
    expect(strange.body.errors).toMatchObject([{ field: 'dryRun' }]);
  });
});

describe('authors', () => {
  const post = (author: object, more = {}): object => ({ title: 'A post', content: 'Words.', author, ...more });
  const authors = (): Promise<{ username: string }[]> =>
    rows('SELECT u.username FROM posts p JOIN users u ON u.id = p.author_id ORDER BY p.id');

  it('are found by username, else by email, else made, and cannot sign in', async () => {
    const bob = await aUser().named('bob').in(server);
    await importLines(admin, [
      post({ username: 'BOB', name: 'Somebody else' }),
      post({ username: 'robert', email: bob.email }),
      post({ username: 'cid', email: 'Cid@Example.com' }),
      post({ username: 'cid', name: 'Cid Example' }),
      post({ username: 'sid', email: 'cid@example.com' }),
    ]);
    expect((await authors()).map(({ username }) => username)).toEqual(['bob', 'bob', 'cid', 'cid', 'cid']);
    expect((await server.api.get('/users/bob')).data.name).toBe('bob');
    expect((await server.api.get('/users/cid')).data.name).toBe('Cid Example');
    expect(await rows(`SELECT email, email_verified FROM users WHERE username = 'cid'`)).toEqual([
      { email: 'cid@example.com', email_verified: false },
    ]);
    expect(await rows(`SELECT 1 FROM credentials c JOIN users u ON u.id = c.user_id WHERE u.username = 'cid'`)).toEqual(
      [],
    );
  });

  it('are not made of refused lines, nor when the email is that of another account', async () => {
    const bob = await aUser().named('bob').in(server);
    await aUser().named('eve').in(server);
    const { data } = await importLines(admin, [
      post({ username: 'eve', email: bob.email }),
      post({ username: 'nobody' }, { title: '' }),
      post({ username: 'nobody' }, { slug: 'feed' }),
    ]);
    expect(data).toEqual({
      accepted: 0,
      refused: 3,
      errors: [
        expect.objectContaining({ line: 1, field: 'author.email', code: 'taken' }),
        expect.objectContaining({ line: 2, field: 'title', code: 'length' }),
        expect.objectContaining({ line: 3, field: 'slug', code: 'reserved' }),
      ],
    });
    expect((await server.api.get('/users/nobody')).status).toBe(404);
  });
});
