import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let root: TestUser;
let ann: TestUser;
let bob: TestUser;
beforeAll(async () => {
  server = await startApp();
  root = await aUser().named('root').admin().in(server);
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
});
afterAll(() => server.stop());

const ids = (data: unknown): string[] => (data as { id: string }[]).map(({ id }) => id);

async function feed({ api }: TestUser, query = {}): Promise<string[]> {
  const reply = await api.get('/posts/feed', { query });
  expect(reply.status).toBe(200);
  return ids(reply.data);
}

async function follower(...followed: TestUser[]): Promise<TestUser> {
  const user = await aUser().in(server);
  for (const { id } of followed) await user.api.put(`/users/${id}/follow`);
  return user;
}

/** Puts the posts' publications a minute apart, in this order. */
async function date(posts: ShownPost[]): Promise<void> {
  await server.app.get(Database).queryText(
    `UPDATE posts p SET published_at = '2026-01-01'::timestamptz + place * interval '1 minute'
     FROM unnest($1::uuid[]) WITH ORDINALITY AS t (id, place) WHERE p.id = t.id`,
    [ids(posts)],
  );
}

describe('the feed of whom one follows', () => {
  it('has their published posts, the newest first, and nobody else’s', async () => {
    const posts: ShownPost[] = [];
    for (const by of [ann, bob, root, ann, bob, root]) posts.push(await aPost().by(by.api).published());
    await aPost().by(ann.api).draft();
    await date(posts);
    const cat = await follower();
    expect(await feed(cat)).toEqual([]);
    await cat.api.put(`/users/${ann.id}/follow`);
    expect(await feed(cat)).toEqual(ids([posts[3], posts[0]]));
    await cat.api.put(`/users/${bob.id}/follow`);
    expect(await feed(cat)).toEqual(ids([posts[4], posts[3], posts[1], posts[0]]));
    expect(await feed(cat, { sortOrder: 'asc' })).toEqual(ids([posts[0], posts[1], posts[3], posts[4]]));
    await cat.api.delete(`/users/${ann.id}/follow`);
    expect(await feed(cat)).toEqual(ids([posts[4], posts[1]]));

    await cat.api.put(`/posts/${posts[1]?.id}/favorite`);
    const { data, body, headers } = await cat.api.get('/posts/feed');
    expect(data).toEqual([
      expect.objectContaining({ favorited: false, favoriteCount: 0, status: 'published' }),
      expect.objectContaining({
        favorited: true,
        favoriteCount: 1,
        author: expect.objectContaining({ username: 'bob' }),
      }),
    ]);
    expect(data[0]).not.toHaveProperty('content');
    expect(body.meta).toMatchObject({ total: 2, totalPages: 1, hasNext: false });
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('cache-status')).toBeNull();
  });

  it('follows what its authors do at once', async () => {
    const dan = await aUser().in(server);
    const eve = await follower(dan);
    const post = await aPost().by(dan.api).draft();
    expect(await feed(eve)).toEqual([]);
    for (const [action, shown] of [
      ['publish', true],
      ['unpublish', false],
      ['publish', true],
    ] as const) {
      await dan.api.post(`/posts/${post.id}/${action}`);
      expect(await feed(eve)).toEqual(shown ? [post.id] : []);
    }
    expect(await feed(dan)).toEqual([]);
    await dan.api.delete(`/posts/${post.id}`);
    expect(await feed(eve)).toEqual([]);
  });

  it('shows a moderator published posts too, and no drafts', async () => {
    const fay = await aUser().in(server);
    const mia = await aUser().moderator().in(server);
    await mia.api.put(`/users/${fay.id}/follow`);
    const post = await aPost().by(fay.api).published();
    await aPost().by(fay.api).draft();
    expect(await feed(mia)).toEqual([post.id]);
  });

  it('leaves a deleted account out until it is restored', async () => {
    const gil = await aUser().in(server);
    const hal = await follower(gil);
    const post = await aPost().by(gil.api).published();
    expect(await feed(hal)).toEqual([post.id]);
    await root.api.delete(`/users/${gil.id}`);
    expect((await hal.api.get('/posts/feed')).body).toMatchObject({ data: [], meta: { total: 0 } });
    await root.api.post(`/users/${gil.id}/restore`);
    expect(await feed(hal)).toEqual([post.id]);
  });

  it('is for those who have one, and is no post', async () => {
    const reply = await server.api.get('/posts/feed');
    expect([reply.status, reply.body.code]).toEqual([401, 'AUTHENTICATION_REQUIRED']);
    const titled = await aPost().by(ann.api).titled('Feed').published();
    expect(titled.slug).not.toBe('feed');
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['tag=x', 'tag'],
      ['page=502', 'page'],
      ['page=1&cursor=x', 'cursor'],
    ]) {
      const refused = await ann.api.get(`/posts/feed?${query}`);
      expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([400, field]);
    }
  });

  it('is walked by page and by cursor without a gap or a double, also where many were published at one moment', async () => {
    const authors = await Promise.all(Array.from({ length: 5 }, () => aUser().in(server)));
    const ivy = await follower(...authors);
    const stranger = await aUser().in(server);
    await aPost().by(stranger.api).published();
    const posts: ShownPost[] = [];
    for (let n = 0; n < 17; n += 1)
      posts.push(
        await aPost()
          .by((authors[(n * n) % 5] ?? ann).api)
          .published(),
      );
    await server.app.get(Database).queryText(
      `UPDATE posts SET published_at = date_trunc('day', now()) - (get_byte(uuid_send(id), 15) % 3) * interval '1 day'
         WHERE id = ANY ($1)`,
      [ids(posts)],
    );
    const everything = await feed(ivy, { limit: 100 });
    expect(everything.toSorted()).toEqual(ids(posts).sort());
    expect(await feed(ivy, { limit: 100, sortOrder: 'asc' })).toEqual(everything.toReversed());

    for (const sortOrder of ['asc', 'desc']) {
      const expected = sortOrder === 'desc' ? everything : everything.toReversed();
      const walked: string[] = [];
      let cursor: string | undefined;
      do {
        const { data, body } = await ivy.api.get('/posts/feed', { query: { limit: 4, sortOrder, cursor } });
        walked.push(...ids(data));
        cursor = body.meta.nextCursor as string | undefined;
      } while (cursor);
      expect(walked).toEqual(expected);
      const pages = [];
      for (let page = 1; page <= 5; page += 1) pages.push(...(await feed(ivy, { limit: 4, sortOrder, page })));
      expect(pages).toEqual(expected);
    }
    const own = (await ivy.api.get('/posts/feed?limit=4')).body.meta.nextCursor as string;
    const foreign = await ann.api.get('/posts/feed', { query: { limit: 4, cursor: own } });
    expect([foreign.status, foreign.body.code]).toEqual([400, 'INVALID_CURSOR']);
  });
});
