import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { aUser, type TestUser } from '../support/users.js';
import { say, type ShownComment } from './comments.js';

interface World {
  /** Where is written, and where is read: one instance or two. */
  writer: TestApp;
  reader: TestApp;
  ann: TestUser;
  bob: TestUser;
  mia: TestUser;
}

async function people(writer: TestApp, reader: TestApp): Promise<World> {
  return {
    writer,
    reader,
    ann: await aUser().named('ann').in(writer),
    bob: await aUser().named('bob').in(writer),
    mia: await aUser().named('mia').moderator().in(writer),
  };
}

/** The count of comments that each anonymous reading of a post shows, read twice: the second time from the cache. */
async function shownCounts({ reader }: World, post: ShownPost): Promise<number[]> {
  const paths = [`/posts/${post.id}`, `/posts/${post.slug}`, '/posts', '/posts?limit=5', '/users/ann/posts'];
  const counts: number[] = [];
  for (const path of [...paths, ...paths]) {
    const { data } = await reader.api.get(path);
    const shown = Array.isArray(data) ? (data as ShownPost[]).find(({ id }) => id === post.id) : (data as ShownPost);
    counts.push(Number(shown?.commentCount));
  }
  return [...new Set(counts)];
}

async function shownTexts({ reader }: World, post: ShownPost): Promise<(string | null)[]> {
  await reader.api.get(`/posts/${post.id}/comments`);
  const { data } = await reader.api.get(`/posts/${post.id}/comments`);
  return (data as ShownComment[]).map(({ content }) => content);
}

/** Everything that happens to comments, each step shown to the next anonymous reader. */
async function showEachChange(world: World): Promise<void> {
  const { reader, ann, bob, mia } = world;
  const post = await aPost().by(ann.api).published();
  const text = async (id: string): Promise<unknown> => (await reader.api.get(`/comments/${id}`)).data.content;
  expect([await shownCounts(world, post), await shownTexts(world, post)]).toEqual([[0], []]);

  const comment = await say(bob, post.id, 'One');
  expect([await shownCounts(world, post), await shownTexts(world, post)]).toEqual([[1], ['One']]);
  await say(ann, post.id, 'Two', comment);
  expect([await shownCounts(world, post), await shownTexts(world, post)]).toEqual([[2], ['One', 'Two']]);
  expect(await text(comment.id)).toBe('One');
  await bob.api.patch(`/comments/${comment.id}`, { content: 'Eins' });
  expect([await text(comment.id), await shownTexts(world, post)]).toEqual(['Eins', ['Eins', 'Two']]);
  await mia.api.post(`/comments/${comment.id}/hide`);
  expect([await shownCounts(world, post), await shownTexts(world, post)]).toEqual([[1], [null, 'Two']]);
  expect(await text(comment.id)).toBeNull();
  await mia.api.post(`/comments/${comment.id}/unhide`);
  expect([await shownCounts(world, post), await shownTexts(world, post)]).toEqual([[2], ['Eins', 'Two']]);
  await bob.api.delete(`/comments/${comment.id}`);
  expect([await shownCounts(world, post), await shownTexts(world, post)]).toEqual([[1], [null, 'Two']]);
  expect(await text(comment.id)).toBeNull();

  await ann.api.post(`/posts/${post.id}/unpublish`);
  expect((await reader.api.get(`/posts/${post.id}/comments`)).status).toBe(404);
  expect((await reader.api.get(`/comments/${comment.id}`)).status).toBe(404);
  await ann.api.post(`/posts/${post.id}/publish`);
  expect(await shownTexts(world, post)).toEqual([null, 'Two']);
}

describe('anonymous readings of comments', () => {
  let server: TestApp;
  let world: World;
  beforeAll(async () => {
    server = await startApp();
    world = await people(server, server);
  });
  afterAll(() => server.stop());

  it('show each change to the next reader, as do the counts that posts and lists of posts show', async () => {
    await showEachChange(world);
  });

  it('are answered again from the cache, with the same bytes and tag, and 304 to who has them', async () => {
    const post = await aPost().by(world.ann.api).published();
    const comment = await say(world.bob, post.id, 'Again and again');
    for (const path of [`/posts/${post.id}/comments`, `/comments/${comment.id}`]) {
      const first = await server.api.get(path);
      const second = await server.api.get(path);
      expect([path, first.headers.get('cache-status')]).toEqual([path, 'quire; fwd=miss']);
      expect([path, second.headers.get('cache-status')]).toEqual([path, 'quire; hit']);
      expect([second.text, second.headers.get('etag')]).toEqual([first.text, first.headers.get('etag')]);
      const known = { headers: { 'If-None-Match': first.headers.get('etag') ?? '' } };
      expect((await server.api.get(path, known)).status).toBe(304);
    }
  });

  it('stay in the cache when another post is commented on', async () => {
    const [post, other] = [
      await aPost().by(world.ann.api).published(),
      await aPost().by(world.ann.api).tagged('lonely').published(),
    ];
    const paths = [`/posts/${post.id}`, `/posts/${post.id}/comments`, '/posts?tag=lonely'];
    await say(world.bob, post.id, 'Here');
    for (const path of paths.slice(0, 2)) await server.api.get(path);
    await say(world.bob, other.id, 'There');
    for (const path of paths.slice(0, 2)) {
      expect((await server.api.get(path)).headers.get('cache-status')).toBe('quire; hit');
    }
    await server.api.get('/posts?tag=lonely');
    await say(world.bob, post.id, 'Here again');
    expect((await server.api.get('/posts?tag=lonely')).headers.get('cache-status')).toBe('quire; hit');
  });

  it('C160: never show what moderators see of a hidden comment, nor the other way round', async () => {
    const { ann, bob, mia } = world;
    const post = await aPost().by(ann.api).published();
    const comment = await say(bob, post.id, 'A secret');
    await mia.api.post(`/comments/${comment.id}/hide`, { reason: 'Secret' });
    for (const path of [`/posts/${post.id}/comments`, `/comments/${comment.id}`]) {
      for (const order of [
        [mia.api, server.api, bob.api],
        [bob.api, server.api, mia.api],
      ]) {
        for (const caller of order) {
          const reply = await caller.get(path);
          expect([path, reply.text.includes('ecret')]).toEqual([path, caller === mia.api]);
          if (caller !== server.api) expect(reply.headers.get('cache-control')).toBe('private, no-store');
        }
      }
    }
  });

  it('show an author’s new name', async () => {
    const root = await aUser().admin().in(server);
    const post = await aPost().by(world.ann.api).published();
    const comment = await say(world.bob, post.id, 'By whom?');
    const paths = [`/posts/${post.id}/comments`, `/comments/${comment.id}`];
    for (const path of paths) await server.api.get(path);
    await root.api.patch(`/users/${world.bob.id}`, { name: 'Robert' });
    for (const path of paths) expect((await server.api.get(path)).text).toContain('"name":"Robert"');
  });
});

describeWithRedis('two instances', () => {
  it('C162: see each other’s comments and counts at the next request', async () => {
    const first = await startApp({ redis: { url: redisUrl() } });
    const second = await startApp({ redis: { url: redisUrl() } }, first);
    try {
      await showEachChange(await people(first, second));
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});
