import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { manyPosts } from './many-posts.js';

const COUNT = 500;

let server: TestApp;
let ann: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  await manyPosts(server, ann.id, COUNT);
});
afterAll(() => server.stop());

/** All pages of a list by cursor, with something done between them. */
async function walk(path: string, between: () => Promise<unknown> = async () => undefined): Promise<ShownPost[]> {
  const posts: ShownPost[] = [];
  const start = new URL(path, server.url);
  for (let cursor: string | null = ''; cursor !== null;) {
    if (cursor) start.searchParams.set('cursor', cursor);
    const reply = await server.api.get(start.pathname.replace('/api/v1', '') + start.search);
    if (reply.status !== 200) throw new Error(reply.text);
    posts.push(...(reply.data as ShownPost[]));
    cursor = reply.body.meta.nextCursor as string | null;
    await between();
  }
  return posts;
}

const numbers = (posts: ShownPost[]): number[] => posts.map(({ title }) => Number(title.replace('Post ', '')));

describe('a list of posts', () => {
  it('shows the newest first, with its place among the pages', async () => {
    const { body } = await server.api.get('/posts');
    expect(numbers(body.data as ShownPost[])).toHaveLength(20);
    expect(body.meta).toEqual({
      page: 1,
      limit: 20,
      total: COUNT,
      totalPages: 25,
      totalIsExact: true,
      hasNext: true,
      hasPrev: false,
      nextCursor: expect.any(String) as string,
    });
    expect(body.links).toMatchObject({ prev: null, next: expect.stringContaining('page=2') as string });
  });

  it.each([
    ['publishedAt', 'desc'],
    ['publishedAt', 'asc'],
    ['createdAt', 'desc'],
    ['updatedAt', 'asc'],
    ['title', 'asc'],
    ['title', 'desc'],
  ])('C115: is walked by %s %s without gap or double, though many posts share a moment', async (sortBy, sortOrder) => {
    const posts = await walk(`/api/v1/posts?limit=33&sortBy=${sortBy}&sortOrder=${sortOrder}`);
    expect(new Set(posts.map(({ id }) => id)).size).toBe(COUNT);
    expect(posts).toHaveLength(COUNT);
    const key = ({ title, publishedAt }: ShownPost): string => (sortBy === 'title' ? title : (publishedAt ?? ''));
    if (sortBy === 'title' || sortBy === 'publishedAt') {
      const keys = posts.map(key);
      const sorted = [...keys].sort();
      expect(keys).toEqual(sortOrder === 'asc' ? sorted : sorted.reverse());
    }
  });

  it('has the same posts page by page', async () => {
    const pages = await Promise.all(
      Array.from({ length: 5 }, (_, page) => server.api.get(`/posts?limit=100&page=${page + 1}`)),
    );
    const posts = pages.flatMap(({ data }) => data as ShownPost[]);
    expect(posts.map(({ id }) => id)).toEqual((await walk('/api/v1/posts?limit=100')).map(({ id }) => id));
    const beyond = await server.api.get('/posts?limit=100&page=6');
    expect([beyond.data, beyond.body.meta.hasNext]).toEqual([[], false]);
  });

  it('is narrowed by the time of publication', async () => {
    const query = 'publishedAfter=2020-01-01T00:10:00Z&publishedBefore=2020-01-01T00:20:00Z&sortOrder=asc';
    const posts = await walk(`/api/v1/posts?limit=30&${query}`);
    expect(numbers(posts).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n + 100));
  });

  it('is narrowed by author and tag together', async () => {
    const posts = await walk(`/api/v1/posts?author=ANN&tag=RARE&limit=2`);
    expect(numbers(posts)).toEqual([500, 400, 300, 200, 100]);
    expect((await server.api.get('/posts?tag=none')).body.meta.total).toBe(0);
  });

  it('goes by cursor after a page, and keeps every filter in its links', async () => {
    const { body } = await server.api.get('/posts?tag=rare&limit=2&sortOrder=asc');
    const next = new URL(body.links.next as string, server.url);
    expect(Object.fromEntries(next.searchParams)).toMatchObject({
      tag: 'rare',
      limit: '2',
      sortOrder: 'asc',
      page: '2',
    });
    const cursor = body.meta.nextCursor as string;
    const second = await server.api.get('/posts', { query: { tag: 'rare', limit: 2, sortOrder: 'asc', cursor } });
    expect(numbers(second.data as ShownPost[])).toEqual([300, 400]);
    expect(second.body.meta).toEqual({ limit: 2, hasNext: true, nextCursor: expect.any(String) as string });
  });

  it('C115: shows each post that lives through a walk exactly once while others come and go', async () => {
    const before = (await walk('/api/v1/posts?limit=100')).map(({ id }) => id);
    const doomed = new Set(before.filter((_, n) => n % 10 === 0));
    const queue = [...doomed];
    const seen = await walk('/api/v1/posts?limit=50', async () => {
      await Promise.all(queue.splice(0, 5).map((id) => ann.api.delete(`/posts/${id}`)));
      for (let n = 0; n < 10; n += 1) await aPost().by(ann.api).published();
    });
    const times = new Map<string, number>();
    for (const { id } of seen) times.set(id, (times.get(id) ?? 0) + 1);
    expect(before.filter((id) => !doomed.has(id) && times.get(id) !== 1)).toEqual([]);
    expect([...times.values()].every((count) => count === 1)).toBe(true);
    for (const id of doomed) await ann.api.post(`/posts/${id}/restore`);
  });
});

describe('what a list of posts refuses', () => {
  it.each([
    'limit=0',
    'limit=101',
    'limit=1000000000',
    'limit=1.5',
    'limit=',
    'page=0',
    'page=1000000000',
    'page=-1',
    'limit=5&limit=5000',
    'status=published&status=draft',
    'status[]=draft',
    'status=published,draft',
    'status=deleted',
    'sortBy=title&sortBy=createdAt',
    'sortBy=id;select%20pg_sleep(3)',
    'sortBy=(case%20when%20true%20then%201%20end)',
    'sortBy=title%20desc%20nulls%20last',
    'sortBy=author.passwordHash',
    'sortBy=constructor',
    'sortBy=1',
    'sortBy=relevance',
    `sortBy=${'x'.repeat(1000)}`,
    'sortOrder=ASC',
    'passwordHash=x',
    'author[passwordHash][$startsWith]=$arg',
    'author.email=a@example.com',
    'include=author.sessions',
    'filter[email]=x',
    'populate=author.posts.author',
    'publishedAfter=2026-02-30T00:00:00Z',
    'publishedAfter=infinity',
    'publishedBefore=now',
    'publishedBefore=1767225600000',
    'q=',
    `q=${'x'.repeat(201)}`,
    'q=a%00b',
    'tag=',
    'page=1&cursor=abc',
  ])('C095, C110, C113, C117: %s', async (query) => {
    const reply = await server.api.get(`/posts?${query}`);
    expect([reply.status, reply.body.code]).toEqual([400, 'VALIDATION_ERROR']);
    const page = await server.api.get(`/users/ann/posts?${query}`);
    expect(page.status).toBe(400);
  });

  it('C111: a cursor that is forged, or of another list', async () => {
    const first = await server.api.get('/posts?limit=5');
    const cursor = first.body.meta.nextCursor as string;
    const flipped = cursor.slice(0, 20) + (cursor[20] === 'A' ? 'B' : 'A') + cursor.slice(21);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('2020');
    const refused = async (api: Client, path: string, query: Record<string, string>): Promise<void> => {
      const reply = await api.get(path, { query });
      expect([path, reply.status, reply.body.code]).toEqual([path, 400, 'INVALID_CURSOR']);
    };
    await refused(server.api, '/posts', { cursor: flipped });
    await refused(server.api, '/posts', { cursor: 'AAAA' });
    await refused(server.api, '/posts', { cursor, sortBy: 'title' });
    await refused(server.api, '/posts', { cursor, sortOrder: 'asc' });
    await refused(server.api, '/posts', { cursor, tag: 'rare' });
    await refused(server.api, '/users/ann/posts', { cursor });
    await refused(server.api, '/tags', { cursor });
    await refused(ann.api, '/posts', { cursor });
    expect((await server.api.get('/posts', { query: { cursor: 'x'.repeat(10_000) } })).status).toBe(400);
    expect((await server.api.get('/posts', { query: { cursor, limit: 7 } })).data).toHaveLength(7);
  });
});

describe('drafts in a list', () => {
  it('count as the newest by date, and are walked like all others', async () => {
    const bob = await aUser().named('bob').in(server);
    const drafts = [await aPost().by(bob.api).draft(), await aPost().by(bob.api).draft()];
    const once = await aPost().by(bob.api).published();
    await bob.api.post(`/posts/${once.id}/unpublish`);
    const ids: string[] = [];
    for (let query = '?limit=1'; query !== '';) {
      const { body } = await bob.api.get(`/users/bob/posts${query}`);
      ids.push(...(body.data as ShownPost[]).map(({ id }) => id));
      query = body.meta.hasNext ? `?limit=1&cursor=${body.meta.nextCursor as string}` : '';
    }
    expect(ids).toEqual([drafts[1]?.id, drafts[0]?.id, once.id]);
    const rows = await server.app.get(Database).queryText('SELECT 1 FROM posts WHERE author_id = $1', [bob.id]);
    expect(rows).toHaveLength(3);
  });
});
