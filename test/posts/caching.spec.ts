import { CacheTags } from '../../src/platform/cache/index.js';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
});
afterAll(() => server.stop());

const status = async (path: string): Promise<string | null> => (await server.api.get(path)).headers.get('cache-status');

const ids = (data: unknown): string[] => (data as { id: string }[]).map(({ id }) => id);

describe('anonymous readings of posts', () => {
  it('are answered again from the cache, with the same bytes and tag', async () => {
    const post = await aPost().by(ann.api).tagged('cached').published();
    for (const path of [`/posts/${post.slug}`, '/posts', '/users/ann/posts', '/tags', '/posts?q=post']) {
      const first = await server.api.get(path);
      const second = await server.api.get(path);
      expect([path, first.headers.get('cache-status')]).toEqual([path, 'quire; fwd=miss']);
      expect([path, second.headers.get('cache-status')]).toEqual([path, 'quire; hit']);
      expect([second.text, second.headers.get('etag')]).toEqual([first.text, first.headers.get('etag')]);
      expect(second.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
      const known = { headers: { 'If-None-Match': first.headers.get('etag') ?? '' } };
      expect((await server.api.get(path, known)).status).toBe(304);
    }
  });

  it('show each change to the next reader', async () => {
    const post = await aPost().by(ann.api).titled('Before').tagged('fresh').published();
    const paths = [`/posts/${post.id}`, `/posts/${post.slug}`, '/posts?tag=fresh', '/users/ann/posts?tag=fresh'];
    const titles = (): Promise<unknown[]> =>
      Promise.all(
        paths.map(async (path) => {
          const { data } = await server.api.get(path);
          return Array.isArray(data) ? (data as ShownPost[])[0]?.title : (data as ShownPost | undefined)?.title;
        }),
      );
    expect(await titles()).toEqual(['Before', 'Before', 'Before', 'Before']);
    await ann.api.patch(`/posts/${post.id}`, { title: 'After' });
    expect(await titles()).toEqual(['After', 'After', 'After', 'After']);
    await ann.api.post(`/posts/${post.id}/unpublish`);
    expect(await titles()).toEqual([undefined, undefined, undefined, undefined]);
    expect((await server.api.get('/tags?limit=100')).text).not.toContain('fresh');
    await ann.api.post(`/posts/${post.id}/publish`);
    expect(await titles()).toEqual(['After', 'After', 'After', 'After']);
    expect((await server.api.get('/tags?limit=100')).text).toContain('fresh');
    await ann.api.delete(`/posts/${post.id}`);
    expect(await titles()).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('show an author’s new name', async () => {
    const post = await aPost().by(bob.api).published();
    const paths = [`/posts/${post.id}`, '/posts', '/users/bob/posts'];
    for (const path of paths) await server.api.get(path);
    const database = server.app.get(Database);
    await database.transaction(async () => {
      await database.queryText('UPDATE users SET name = $2 WHERE id = $1', [bob.id, 'Robert']);
      server.app.get(CacheTags).changed(`user:${bob.id}`);
    });
    for (const path of paths) expect((await server.api.get(path)).text).toContain('"name":"Robert"');
  });

  it('C165: keep no memory of a post that was not there', async () => {
    expect((await server.api.get('/posts/slug-x')).status).toBe(404);
    const post = await aPost().by(ann.api).with({ slug: 'slug-x' }).draft();
    expect((await server.api.get('/posts/slug-x')).status).toBe(404);
    await ann.api.post(`/posts/${post.id}/publish`);
    expect((await server.api.get('/posts/slug-x')).status).toBe(200);
  });

  it('C160: never give a stranger what its author saw, nor the other way round', async () => {
    const draft = await aPost().by(ann.api).titled('Only mine').draft();
    for (const path of ['/users/ann/posts?limit=100', '/posts?status=draft&limit=100']) {
      for (const order of [
        [ann.api, server.api, bob.api],
        [bob.api, server.api, ann.api],
      ]) {
        for (const caller of order) {
          const reply = await caller.get(path);
          expect(ids(reply.data).includes(draft.id)).toBe(caller === ann.api);
          if (caller !== server.api) expect(reply.headers.get('cache-control')).toBe('private, no-store');
        }
      }
    }
  });

  it('C161: are the same however the query is spelled, and whatever headers come along', async () => {
    await server.api.get('/posts?limit=3&tag=cached&sortOrder=desc');
    expect(await status('/posts?sortOrder=desc&tag=cached&limit=3')).toBe('quire; hit');
    expect(await status('/posts?tag=cached&limit=3')).toBe('quire; hit');
    expect((await server.api.get('/posts?tag=cached&limit=3&utm=1')).status).toBe(400);
    const plain = await server.api.get('/posts?limit=4');
    const headers = { 'X-Forwarded-Host': 'evil.test', 'X-Original-URL': '/admin', 'X-Forwarded-Prefix': '/evil' };
    expect((await server.api.get('/posts?limit=5', { headers })).text).not.toContain('evil');
    expect((await server.api.get('/posts?limit=4', { headers })).text).toBe(plain.text);
  });

  it('C164: of five hundred that ask at once, few reach the database', async () => {
    const post = await aPost().by(ann.api).published();
    let statements = 0;
    server.app.get(Database).observe((name) => (statements += Number(name.startsWith('posts.by-'))));
    const replies = await Promise.all(Array.from({ length: 500 }, () => server.api.get(`/posts/${post.slug}`)));
    expect(replies.every((reply) => reply.status === 200)).toBe(true);
    expect(statements).toBeLessThanOrEqual(2);
  });
});

describeWithRedis('two instances', () => {
  it('C162: see each other’s changes at the next request', async () => {
    const first = await startApp({ redis: { url: redisUrl() } });
    const second = await startApp({ redis: { url: redisUrl() } }, first);
    try {
      const author = await aUser().named('zoe').in(first);
      const post = await aPost().by(author.api).titled('One').published();
      for (const title of ['Two', 'Three', 'Four']) {
        await second.api.get(`/posts/${post.id}`);
        await second.api.get('/posts');
        await author.api.patch(`/posts/${post.id}`, { title });
        expect((await second.api.get(`/posts/${post.id}`)).data).toMatchObject({ title });
        expect((await second.api.get('/posts')).data[0]).toMatchObject({ title });
      }
      await author.api.post(`/posts/${post.id}/unpublish`);
      expect((await second.api.get(`/posts/${post.id}`)).status).toBe(404);
      expect((await second.api.get('/posts')).data).toEqual([]);
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});
