import { applyPatch } from 'diff';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client, Reply } from '../support/client.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { threeAtATime } from './three-at-a-time.js';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
let mia: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').called('Ann').in(server);
  bob = await aUser().named('bob').in(server);
  mia = await aUser().named('mia').moderator().in(server);
});
afterAll(() => server.stop());

const pathOf = ({ id }: ShownPost): string => `/posts/${id}/revisions`;

async function versionsOf(post: ShownPost): Promise<number[]> {
  const { data } = await ann.api.get(pathOf(post), { query: { limit: 100 } });
  return (data as { version: number }[]).map(({ version }) => version);
}

describe('the history of a post', () => {
  it('has one revision for each change of title, content, excerpt or tags, and none for anything else', async () => {
    const post = await aPost().by(ann.api).titled('One').with({ content: 'First.' }).draft();
    const path = `/posts/${post.id}`;
    await ann.api.patch(path, { title: 'Two' });
    await ann.api.patch(path, { slug: 'another-place', coverImageUrl: 'https://example.org/x.png' });
    await ann.api.post(`${path}/publish`);
    await mia.api.patch(path, { content: 'Second.', excerpt: 'Short', slug: 'third-place' });
    await ann.api.patch(path, { tags: ['News'] });
    await ann.api.patch(path, { tags: ['News'], title: 'Two', excerpt: ' Short ' });
    await ann.api.post(`${path}/unpublish`);
    await ann.api.delete(path);
    await ann.api.post(`${path}/restore`);

    const { data, body } = await ann.api.get(pathOf(post));
    const editor = { id: ann.id, username: 'ann', name: 'Ann', avatarUrl: null };
    expect(data).toEqual([
      expect.objectContaining({ version: 6, title: 'Two', excerpt: 'Short', tags: ['News'], editedBy: editor }),
      expect.objectContaining({ version: 5, tags: [], editedBy: expect.objectContaining({ id: mia.id }) as object }),
      expect.objectContaining({ version: 2, title: 'Two', excerpt: null }),
      {
        version: 1,
        title: 'One',
        excerpt: null,
        tags: [],
        editedBy: editor,
        createdAt: post.createdAt,
      },
    ]);
    expect(body.meta).toMatchObject({ total: 4, hasNext: false });
  });

  it('shows each revision whole, and never another one under its number', async () => {
    const post = await aPost().by(ann.api).titled('One').with({ content: 'First.' }).tagged('a').draft();
    await ann.api.patch(`/posts/${post.id}`, { content: 'Second.' });
    const first = await ann.api.get(`${pathOf(post)}/1`);
    expect(first.data).toMatchObject({ version: 1, title: 'One', content: 'First.', tags: ['a'] });
    expect(first.headers.get('etag')).toMatch(/^"1\./);
    expect(first.headers.get('cache-control')).toBe('private, no-store');
    expect((await ann.api.get(`${pathOf(post)}/2`)).data).toMatchObject({ content: 'Second.' });
    for (const version of ['3', '0', '-1', '01', 'x', '1.0', '2147483648', '99999999999999999999']) {
      const reply = await ann.api.get(`${pathOf(post)}/${version}`);
      expect([version, reply.status, reply.body.code]).toEqual([version, 404, 'NOT_FOUND']);
    }
  });

  it('is walked by page and by cursor, from both ends', async () => {
    const post = await aPost().by(ann.api).draft();
    for (let n = 2; n <= 7; n += 1) await ann.api.patch(`/posts/${post.id}`, { title: `Title ${n}` });
    const walked: number[] = [];
    for (let cursor: string | undefined; ;) {
      const { data, body } = await ann.api.get(pathOf(post), { query: { limit: 3, cursor } });
      walked.push(...(data as { version: number }[]).map(({ version }) => version));
      if (!body.meta.hasNext) break;
      cursor = body.meta.nextCursor as string;
    }
    expect(walked).toEqual([7, 6, 5, 4, 3, 2, 1]);
    const second = await ann.api.get(pathOf(post), { query: { limit: 3, page: 2, sortOrder: 'asc' } });
    expect((second.data as { version: number }[]).map(({ version }) => version)).toEqual([4, 5, 6]);
    expect(second.body.meta).toMatchObject({ total: 7, totalPages: 3 });
    expect((await ann.api.get(`${pathOf(post)}?cursor=abc`)).body.code).toBe('INVALID_CURSOR');
    expect((await ann.api.get(`${pathOf(post)}?sortBy=title`)).status).toBe(400);
  });

  it('is complete when many write at the same time, and says what each has written', async () => {
    const post = await aPost().by(ann.api).draft();
    const replies = await threeAtATime(
      Array.from({ length: 20 }, (_, n) => () => ann.api.patch(`/posts/${post.id}`, { title: `By writer ${n}` })),
    );
    const written = new Map(replies.map(({ data }) => [data.version as number, data.title as string]));
    expect(await versionsOf(post)).toEqual(Array.from({ length: 21 }, (_, n) => 21 - n));
    for (const [version, title] of written) {
      expect((await ann.api.get(`${pathOf(post)}/${version}`)).data.title).toBe(title);
    }
  });

  it('does not name an editor whom nobody knows', async () => {
    const post = await aPost().by(ann.api).draft();
    await server.app
      .get(Database)
      .queryText('UPDATE post_revisions SET edited_by = NULL WHERE post_id = $1', [post.id]);
    expect((await ann.api.get(`${pathOf(post)}/1`)).data.editedBy).toBeNull();
  });

  it('goes with its post', async () => {
    const root = await aUser().admin().in(server);
    const post = await aPost().by(ann.api).published();
    expect((await root.api.delete(`/posts/${post.id}?purge=true`)).status).toBe(204);
    const left = await server.app.get(Database).queryText('SELECT 1 FROM post_revisions WHERE post_id = $1', [post.id]);
    expect(left).toEqual([]);
  });
});

describe('who sees a history', () => {
  const requests = (api: Client, post: ShownPost): Promise<Reply>[] => [
    api.get(pathOf(post)),
    api.get(`${pathOf(post)}/1`),
    api.get(`${pathOf(post)}/7`),
    api.get(`${pathOf(post)}/1/diff`),
    api.post(`${pathOf(post)}/1/restore`),
    api.post(`${pathOf(post)}/7/restore`),
  ];
  const codesOf = async (replies: Promise<Reply>[]): Promise<Set<string>> =>
    new Set((await Promise.all(replies)).map(({ body }) => body.code as string));

  it('of a post that they can read, others are told that it is not theirs, whatever they ask for', async () => {
    const post = await aPost().by(ann.api).published();
    expect(await codesOf(requests(bob.api, post))).toEqual(new Set(['FORBIDDEN']));
    expect(await codesOf(requests(server.api, post))).toEqual(new Set(['AUTHENTICATION_REQUIRED']));
    expect((await mia.api.get(`${pathOf(post)}/1`)).status).toBe(200);
  });

  it('C067: of a draft, or one in the trash, nobody learns that it exists', async () => {
    const draft = await aPost().by(ann.api).draft();
    const unknown = { ...draft, id: '0192f0c1-2345-7abc-8def-0123456789ab' };
    const told = ({ body }: Reply): object => ({ ...body, requestId: '', instance: '' });
    const [hidden, missing] = await Promise.all(
      [draft, unknown].map(async (post) => (await Promise.all(requests(bob.api, post))).map(told)),
    );
    expect(hidden).toEqual(missing);
    expect(await codesOf(requests(bob.api, draft))).toEqual(new Set(['NOT_FOUND']));
    await ann.api.delete(`/posts/${draft.id}`);
    expect(await codesOf(requests(ann.api, draft))).toEqual(new Set(['NOT_FOUND']));
  });

  it('an id that is none is named', async () => {
    const reply = await ann.api.get('/posts/hello/revisions');
    expect([reply.status, reply.body.errors[0].field]).toEqual([400, 'id']);
  });
});

describe('going back', () => {
  it('is a change like any other: a new revision, by whoever did it', async () => {
    const post = await aPost()
      .by(ann.api)
      .titled('One')
      .with({ content: 'First.', excerpt: 'Short' })
      .tagged('a')
      .published();
    const path = `/posts/${post.id}`;
    await ann.api.patch(path, { title: 'Two', content: 'Second.', excerpt: null, tags: ['b'], slug: 'moved-on' });
    const restored = await mia.api.post(`${pathOf(post)}/1/restore`);
    expect(restored.status).toBe(200);
    expect(restored.data).toMatchObject({ title: 'One', content: 'First.', excerpt: 'Short', tags: ['a'], version: 3 });
    expect(restored.data).toMatchObject({ slug: 'moved-on', status: 'published' });
    expect(restored.headers.get('etag')).toMatch(/^"3\./);
    expect((await server.api.get(path)).data).toMatchObject({ title: 'One', tags: ['a'] });
    expect((await server.api.get('/posts?tag=a')).data).toHaveLength(1);
    expect((await ann.api.get(`${pathOf(post)}/3`)).data).toMatchObject({ title: 'One', editedBy: { id: mia.id } });
    expect((await ann.api.get(`${pathOf(post)}/2`)).data).toMatchObject({ title: 'Two' });
  });

  it('to what it says already changes nothing', async () => {
    const post = await aPost().by(ann.api).draft();
    const reply = await ann.api.post(`${pathOf(post)}/1/restore`);
    expect([reply.status, reply.data]).toEqual([200, post]);
    expect(await versionsOf(post)).toEqual([1]);
  });

  it('is conditional where the caller wants it to be (C131)', async () => {
    const post = await aPost().by(ann.api).titled('One').draft();
    const etag = (await ann.api.get(`/posts/${post.id}`)).headers.get('etag') ?? '';
    const edited = await ann.api.patch(`/posts/${post.id}`, { title: 'Two' });
    const stale = await ann.api.post(`${pathOf(post)}/1/restore`, undefined, { headers: { 'If-Match': etag } });
    expect([stale.status, stale.body.changedFields]).toEqual([412, ['title']]);
    expect(stale.headers.get('etag')).toBe(edited.headers.get('etag'));
    const headers = { 'If-Match': edited.headers.get('etag') ?? '' };
    expect((await ann.api.post(`${pathOf(post)}/1/restore`, undefined, { headers })).data.title).toBe('One');
  });

  it('to what has never been is not found', async () => {
    const post = await aPost().by(ann.api).draft();
    expect((await ann.api.post(`${pathOf(post)}/2/restore`)).status).toBe(404);
    expect((await ann.api.post(`${pathOf(post)}/1/restore`, { title: 'x' })).status).toBe(400);
  });

  it('can be repeated safely under an Idempotency-Key', async () => {
    const post = await aPost().by(ann.api).titled('One').draft();
    await ann.api.patch(`/posts/${post.id}`, { title: 'Two' });
    const headers = { 'Idempotency-Key': 'back-once' };
    const first = await ann.api.post(`${pathOf(post)}/1/restore`, undefined, { headers });
    const second = await ann.api.post(`${pathOf(post)}/1/restore`, undefined, { headers });
    expect([second.headers.get('idempotent-replayed'), second.text]).toEqual(['true', first.text]);
    expect(await versionsOf(post)).toEqual([3, 2, 1]);
  });
});

describe('comparing two revisions', () => {
  const FIRST = 'One\nTwo\nThree\nFour\nFive\nSix\nSeven\nEight\n';
  const SECOND = 'One\nTwo\nThree\nFour!\nFive\nSix\nSeven\nEight\nNine';

  async function edited(): Promise<ShownPost> {
    const post = await aPost().by(ann.api).titled('One').with({ content: FIRST }).tagged('a', 'b').draft();
    await ann.api.patch(`/posts/${post.id}`, { content: SECOND, tags: ['b', 'c'] });
    await ann.api.patch(`/posts/${post.id}`, { title: 'Two', excerpt: 'Short' });
    return post;
  }

  it('shows what the later one has changed, line by line', async () => {
    const post = await edited();
    const { data, headers } = await ann.api.get(`${pathOf(post)}/2/diff`);
    expect(data).toMatchObject({ version: 2, against: 1, title: null, excerpt: null });
    expect(data.tags).toEqual({ from: ['a', 'b'], to: ['b', 'c'], added: ['c'], removed: ['a'] });
    expect(data.content.isWhole).toBe(false);
    expect(data.content.hunks).toEqual([
      {
        oldStart: 1,
        oldLines: 8,
        newStart: 1,
        newLines: 9,
        lines: [
          ...[' One', ' Two', ' Three', '-Four', '+Four!', ' Five', ' Six', ' Seven', ' Eight'],
          ...['+Nine', '\\ No newline at end of file'],
        ],
      },
    ]);
    expect(applyPatch(FIRST, data.content.patch as string)).toBe(SECOND);
    expect(headers.get('etag')).toMatch(/^"2\./);
  });

  it('compares with any other one, in both directions', async () => {
    const post = await edited();
    const forth = await ann.api.get(`${pathOf(post)}/3/diff?against=1`);
    expect(forth.data).toMatchObject({ version: 3, against: 1, title: { from: 'One', to: 'Two' } });
    expect(forth.data).toMatchObject({ excerpt: { from: null, to: 'Short' }, tags: { added: ['c'] } });
    const back = await ann.api.get(`${pathOf(post)}/1/diff?against=3`);
    expect(back.data).toMatchObject({ title: { from: 'Two', to: 'One' }, tags: { added: ['a'], removed: ['c'] } });
    expect(applyPatch(SECOND, back.data.content.patch as string)).toBe(FIRST);
    const same = await ann.api.get(`${pathOf(post)}/2/diff?against=2`);
    expect(same.data).toEqual({ version: 2, against: 2, title: null, excerpt: null, tags: null, content: null });
  });

  it('compares the first one with nothing', async () => {
    const post = await edited();
    const { data } = await ann.api.get(`${pathOf(post)}/1/diff`);
    expect(data).toMatchObject({
      against: null,
      title: { from: '', to: 'One' },
      tags: { from: [], added: ['a', 'b'] },
    });
    expect(applyPatch('', data.content.patch as string)).toBe(FIRST);
  });

  it('names what there is nothing to compare with', async () => {
    const post = await edited();
    for (const against of ['4', '0', 'x', '', '99999999999']) {
      const reply = await ann.api.get(`${pathOf(post)}/1/diff?against=${against}`);
      expect([against, reply.status, reply.body.errors[0].field]).toEqual([against, 400, 'against']);
    }
    expect((await ann.api.get(`${pathOf(post)}/9/diff`)).status).toBe(404);
  });

  it('of a million characters answers, if need be without lines', async () => {
    const post = await aPost()
      .by(ann.api)
      .with({ content: 'a\n'.repeat(400_000) })
      .draft();
    await ann.api.patch(`/posts/${post.id}`, { content: 'b\n'.repeat(400_000) });
    const { data } = await ann.api.get(`${pathOf(post)}/2/diff`);
    expect(data.content).toEqual({ hunks: [], patch: null, isWhole: true });
  });
});

describe('what it costs', () => {
  let post: ShownPost;
  let statements: string[] = [];
  beforeAll(async () => {
    post = await aPost().by(ann.api).draft();
    const database = server.app.get(Database);
    await database.queryText(
      `INSERT INTO post_revisions (id, post_id, version, title, content, tags, created_at)
       SELECT gen_random_uuid(), id, n, 'Title', 'Words.', '{}', now() FROM posts, generate_series(2, 3000) n WHERE id = $1`,
      [post.id],
    );
    await database.queryText('ANALYZE post_revisions');
    database.observe((name) => statements.push(name));
  });

  const list = ['post_revisions.author-for-member', 'text'];
  it.each([
    ['a list', '', [...list, 'post_revisions.count']],
    ['a revision', '/7', [list[0], 'post_revisions.by-version']],
    ['a comparison', '/7/diff', [list[0], 'post_revisions.by-version', 'post_revisions.before']],
  ])('%s takes few statements, however long the history is', async (_, path, expected) => {
    statements = [];
    expect((await ann.api.get(pathOf(post) + path)).status).toBe(200);
    expect(statements.filter((name) => !name.startsWith('sessions.'))).toEqual(expected);
  });

  it('a page is read from the index', async () => {
    const rows = await server.app.get(Database).queryText<Record<string, string>>(
      `EXPLAIN SELECT r.title FROM post_revisions r WHERE r.post_id = $1 AND (r.version, r.id) < (2000, $1)
       ORDER BY r.version DESC, r.id DESC LIMIT 21`,
      [post.id],
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan Backward using post_revisions_version_key/);
    expect(plan).not.toMatch(/Seq Scan/);
  });
});
