import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { inTurn } from '../support/in-turn.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { aUser, type TestUser } from '../support/users.js';

const UNKNOWN = '0192f0c1-2345-7abc-8def-0123456789ab';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
let mia: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
  mia = await aUser().named('mia').moderator().in(server);
});
afterAll(() => server.stop());

const ids = (data: unknown): string[] => (data as { id: string }[]).map(({ id }) => id);

async function favorites(api: Client, query = {}): Promise<string[]> {
  const reply = await api.get('/users/me/favorites', { query });
  expect(reply.status).toBe(200);
  return ids(reply.data);
}

describe('a favourite', () => {
  it('is made and unmade as often as one likes, and counts once', async () => {
    const post = await aPost().by(ann.api).published();
    const path = `/posts/${post.id}/favorite`;
    expect(post).toMatchObject({ favoriteCount: 0, favorited: false });
    const count = async (): Promise<unknown> => (await server.api.get(`/posts/${post.id}`)).data.favoriteCount;
    for (const [method, counted] of [
      ['DELETE', 0],
      ['PUT', 1],
      ['PUT', 1],
      ['DELETE', 0],
      ['DELETE', 0],
      ['PUT', 1],
    ] as const) {
      const reply = await bob.api.call(method, path);
      expect([reply.status, reply.text, await count()]).toEqual([204, '', counted]);
    }
    await ann.api.put(path.toUpperCase().replace('/POSTS', '/posts').replace('/FAVORITE', '/favorite'));
    expect(await count()).toBe(2);
  });

  it('is shown to whoever made it, wherever the post is shown', async () => {
    const post = await aPost().by(ann.api).titled('Walrus').tagged('walrus').published();
    await bob.api.put(`/posts/${post.id}/favorite`);
    const paths = [
      `/posts/${post.id}`,
      `/posts/${post.slug}`,
      '/posts?tag=walrus',
      '/posts?q=walrus',
      '/posts?q=walrus&sortBy=title',
      '/posts?author=ann&sortBy=createdAt',
      '/users/ann/posts?tag=walrus',
    ];
    for (const path of paths) {
      for (const [api, favorited] of [
        [bob.api, true],
        [ann.api, false],
        [mia.api, false],
      ] as const) {
        const { data } = await api.get(path);
        expect([path, Array.isArray(data) ? data[0] : data]).toEqual([
          path,
          expect.objectContaining({ id: post.id, favoriteCount: 1, favorited }),
        ]);
      }
    }
    await mia.api.put(`/posts/${post.id}/favorite`);
    expect((await mia.api.post(`/posts/${post.id}/unpublish`)).data).toMatchObject({
      favoriteCount: 2,
      favorited: true,
    });
    expect((await ann.api.patch(`/posts/${post.id}`, { title: 'Seal' })).data).toMatchObject({ favorited: false });
  });

  it('is told to nobody else: what a caller is answered is kept by no cache', async () => {
    const post = await aPost().by(ann.api).published();
    await bob.api.put(`/posts/${post.id}/favorite`);
    for (const path of [`/posts/${post.id}`, '/posts']) {
      const own = await bob.api.get(path);
      expect([own.text.includes('"favorited":true'), own.headers.get('cache-control')]).toEqual([
        true,
        'private, no-store',
      ]);
      const anonymous = await server.api.get(path);
      expect([anonymous.text.includes('favorited'), anonymous.text.includes('favoriteCount')]).toEqual([false, true]);
    }
  });

  it('needs a published post: another’s draft cannot be told from none, and one’s own is none either', async () => {
    const draft = await aPost().by(ann.api).draft();
    const scheduled = await aPost().by(ann.api).with({ publishAt: '2999-01-01T00:00:00Z' }).draft();
    const archived = await aPost().by(ann.api).published();
    await ann.api.post(`/posts/${archived.id}/archive`);
    for (const api of [ann.api, bob.api, mia.api]) {
      for (const id of [draft.id, scheduled.id, archived.id, UNKNOWN]) {
        for (const method of ['PUT', 'DELETE']) {
          const reply = await api.call(method, `/posts/${id}/favorite`);
          expect([reply.status, reply.body.code]).toEqual([404, 'NOT_FOUND']);
        }
      }
    }
    const malformed = await bob.api.put('/posts/some-slug/favorite');
    expect([malformed.status, malformed.body.errors?.[0]?.field]).toEqual([400, 'id']);
  });

  it('makes no version: an editor’s save is not failed, but the answer has another tag', async () => {
    const post = await aPost().by(ann.api).published();
    const before = await ann.api.get(`/posts/${post.id}`);
    await bob.api.put(`/posts/${post.id}/favorite`);
    const after = await ann.api.get(`/posts/${post.id}`);
    expect(after.data).toEqual({ ...before.data, favoriteCount: 1 });
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    const save = { headers: { 'If-Match': before.headers.get('etag') ?? '' } };
    expect((await ann.api.patch(`/posts/${post.id}`, { title: 'Saved' }, save)).status).toBe(200);
  });

  it('is seen by the next reader of each answer that shows the post, and ages no other', async () => {
    const post = await aPost().by(ann.api).tagged('counted').published();
    await aPost().by(ann.api).tagged('apart').published();
    const paths = [`/posts/${post.id}`, `/posts/${post.slug}`, '/posts', '/posts?tag=counted', '/users/ann/posts'];
    const counts = async (): Promise<unknown[]> =>
      Promise.all(
        paths.map(async (path) => {
          const { data } = await server.api.get(path);
          return (Array.isArray(data) ? (data as ShownPost[]).find(({ id }) => id === post.id) : data).favoriteCount;
        }),
      );
    await server.api.get('/posts?tag=apart');
    for (const [method, count] of [
      ['PUT', 1],
      ['DELETE', 0],
      ['PUT', 1],
    ] as const) {
      await counts();
      await bob.api.call(method, `/posts/${post.id}/favorite`);
      expect(await counts()).toEqual(paths.map(() => count));
    }
    expect((await server.api.get('/posts?tag=apart')).headers.get('cache-status')).toBe('quire; hit');
    await bob.api.put(`/posts/${post.id}/favorite`);
    expect((await server.api.get('/posts')).headers.get('cache-status')).toBe('quire; hit');
  });
});

describe('the list of one’s favourites', () => {
  it('has the latest first, whatever the order in which they were published', async () => {
    const carl = await aUser().in(server);
    const posts: ShownPost[] = [];
    for (let n = 0; n < 5; n += 1) posts.push(await aPost().by(ann.api).published());
    const order = [2, 0, 4, 1, 3].map((n) => posts[n]?.id ?? '');
    expect(await favorites(carl.api)).toEqual([]);
    for (const id of order) await carl.api.put(`/posts/${id}/favorite`);
    expect(await favorites(carl.api)).toEqual(order.toReversed());
    expect(await favorites(carl.api, { sortOrder: 'asc' })).toEqual(order);
    await carl.api.put(`/posts/${order[0]}/favorite`);
    expect((await favorites(carl.api))[4]).toBe(order[0]);
    await carl.api.delete(`/posts/${order[0]}/favorite`);
    await carl.api.put(`/posts/${order[0]}/favorite`);
    expect((await favorites(carl.api))[0]).toBe(order[0]);

    const { body, headers } = await carl.api.get('/users/me/favorites');
    expect(body.data[0]).toMatchObject({ favorited: true, favoriteCount: 1, author: { username: 'ann' } });
    expect(body.data[0]).not.toHaveProperty('content');
    expect(body.meta).toMatchObject({ total: 5, totalIsExact: true, hasNext: false });
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(await favorites(bob.api)).not.toEqual(await favorites(carl.api));
  });

  it('is walked by cursor without a gap or a double, also where many were made at one moment', async () => {
    const dora = await aUser().in(server);
    const posts = await Promise.all(Array.from({ length: 11 }, () => aPost().by(ann.api).published()));
    for (const { id } of posts) await dora.api.put(`/posts/${id}/favorite`);
    await server.app
      .get(Database)
      .queryText(`UPDATE favorites SET created_at = '2026-01-01' WHERE user_id = $1`, [dora.id]);
    for (const sortOrder of ['asc', 'desc']) {
      const walked: string[] = [];
      let cursor: string | undefined;
      do {
        const { data, body } = await dora.api.get('/users/me/favorites', { query: { limit: 3, sortOrder, cursor } });
        walked.push(...ids(data));
        cursor = body.meta.nextCursor as string | undefined;
      } while (cursor);
      expect(walked).toEqual(sortOrder === 'asc' ? walked.toSorted() : walked.toSorted().toReversed());
      expect(walked.toSorted()).toEqual(ids(posts).sort());
    }
    const foreign = (await dora.api.get('/users/me/favorites?limit=3')).body.meta.nextCursor as string;
    const reply = await ann.api.get('/users/me/favorites', { query: { limit: 3, cursor: foreign } });
    expect([reply.status, reply.body.code]).toEqual([400, 'INVALID_CURSOR']);
  });

  it('leaves out what is not published, until it is again', async () => {
    const eve = await aUser().in(server);
    const post = await aPost().by(ann.api).published();
    const other = await aPost().by(ann.api).published();
    for (const { id } of [post, other]) await eve.api.put(`/posts/${id}/favorite`);
    for (const [leave, comeBack] of [
      [() => ann.api.post(`/posts/${post.id}/unpublish`), () => ann.api.post(`/posts/${post.id}/publish`)],
      [
        () => ann.api.post(`/posts/${post.id}/archive`),
        async () => {
          await ann.api.post(`/posts/${post.id}/unpublish`);
          await ann.api.post(`/posts/${post.id}/publish`);
        },
      ],
      [
        () => ann.api.delete(`/posts/${post.id}`),
        async () => {
          await ann.api.post(`/posts/${post.id}/restore`);
          await ann.api.post(`/posts/${post.id}/publish`);
        },
      ],
    ] as const) {
      await leave();
      expect(await favorites(eve.api)).toEqual([other.id]);
      expect((await eve.api.get('/users/me/favorites')).body.meta.total).toBe(1);
      expect((await eve.api.delete(`/posts/${post.id}/favorite`)).status).toBe(404);
      await comeBack();
      expect(await favorites(eve.api)).toEqual([other.id, post.id]);
      expect((await eve.api.get(`/posts/${post.id}`)).data).toMatchObject({ favoriteCount: 1, favorited: true });
    }
  });
});

it('a purged post is nobody’s favourite any more', async () => {
  const admin = await aUser().admin().in(server);
  const fay = await aUser().in(server);
  const post = await aPost().by(ann.api).published();
  await fay.api.put(`/posts/${post.id}/favorite`);
  expect((await admin.api.delete(`/posts/${post.id}?purge=true`)).status).toBe(204);
  expect(await favorites(fay.api)).toEqual([]);
  expect(await server.app.get(Database).queryText('SELECT 1 FROM favorites WHERE post_id = $1', [post.id])).toEqual([]);
});

/** The posts whose counts are not those of their favourites. */
async function miscounted(): Promise<unknown[]> {
  return server.app.get(Database).queryText(`
    SELECT p.id, p.favorite_count, count(f.post_id) FROM posts p LEFT JOIN favorites f ON f.post_id = p.id
    GROUP BY p.id HAVING count(f.post_id) <> p.favorite_count`);
}

describe('counts', () => {
  it('are right after a storm of many users on few posts, over two instances, among edits', async () => {
    const second = await startApp({}, server);
    try {
      const users = await Promise.all(Array.from({ length: 6 }, () => aUser().in(server)));
      const posts = await Promise.all(Array.from({ length: 3 }, () => aPost().by(ann.api).published()));
      const togglers = users.flatMap(({ accessToken }, u) =>
        [server, second].map(({ api }, i) =>
          inTurn(12, (n) => {
            const method = (n * 7 + u + i) % 5 < 3 ? 'PUT' : 'DELETE';
            return api.with(accessToken).call(method, `/posts/${posts[(n + u) % 3]?.id}/favorite`);
          }),
        ),
      );
      const editors = posts.map(({ id }) => inTurn(4, (n) => ann.api.patch(`/posts/${id}`, { title: `Edited ${n}` })));
      const statuses = (await Promise.all([...togglers, ...editors])).flat();
      expect(new Set(statuses)).toEqual(new Set([204, 200]));
      expect(await miscounted()).toEqual([]);
      for (const { api } of users) await Promise.all(posts.map(({ id }) => api.put(`/posts/${id}/favorite`)));
      for (const { id } of posts) expect((await second.api.get(`/posts/${id}`)).data.favoriteCount).toBe(6);
    } finally {
      await second.stop();
    }
  });

  it('are right when one user changes their mind in many requests at once', async () => {
    const post = await aPost().by(ann.api).published();
    const path = `/posts/${post.id}/favorite`;
    const hands = Array.from({ length: 8 }, (_, hand) =>
      inTurn(6, (n) => bob.api.call((n + hand) % 3 === 0 ? 'DELETE' : 'PUT', path)),
    );
    expect(new Set((await Promise.all(hands)).flat())).toEqual(new Set([204]));
    expect(await miscounted()).toEqual([]);
    await Promise.all(Array.from({ length: 8 }, () => bob.api.put(path)));
    expect((await server.api.get(`/posts/${post.id}`)).data.favoriteCount).toBe(1);
  });

  it('stay right when a post goes away while it becomes a favourite', async () => {
    const users = await Promise.all(Array.from({ length: 8 }, () => aUser().in(server)));
    const post = await aPost().by(ann.api).published();
    const [removed, ...put] = await Promise.all([
      ann.api.delete(`/posts/${post.id}`),
      ...users.map(({ api }) => api.put(`/posts/${post.id}/favorite`)),
    ]);
    expect(removed.status).toBe(204);
    for (const { status } of put) expect([204, 404]).toContain(status);
    expect(await miscounted()).toEqual([]);
    await server.app.get(Database).queryText('DELETE FROM posts WHERE id = $1', [post.id]);
    expect(await miscounted()).toEqual([]);
  });
});

describeWithRedis('two instances', () => {
  it('show a favourite made through the other one at the next reading', async () => {
    const first = await startApp({ redis: { url: redisUrl() } });
    const second = await startApp({ redis: { url: redisUrl() } }, first);
    try {
      const author = await aUser().in(first);
      const reader = await aUser().in(first);
      const post = await aPost().by(author.api).published();
      for (const [method, count] of [
        ['PUT', 1],
        ['DELETE', 0],
        ['PUT', 1],
      ] as const) {
        for (const path of [`/posts/${post.id}`, '/posts']) await second.api.get(path);
        await reader.api.call(method, `/posts/${post.id}/favorite`);
        expect((await second.api.get(`/posts/${post.id}`)).data).toMatchObject({ favoriteCount: count });
        expect((await second.api.get('/posts')).data[0]).toMatchObject({ favoriteCount: count });
      }
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});
