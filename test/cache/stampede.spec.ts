import { jest } from '@jest/globals';
import { createClient } from '@redis/client';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { aUser, type TestUser } from '../support/users.js';

const READERS = 500;

describeWithRedis('Of five hundred who ask at once, one per instance reaches the database (C164)', () => {
  let instances: TestApp[];
  let ann: TestUser;
  let post: ShownPost;
  let statements = [0, 0];

  beforeAll(async () => {
    const first = await startApp({ redis: { url: redisUrl() } });
    instances = [first, await startApp({ redis: { url: redisUrl() } }, first)];
    ann = await aUser().in(first);
    instances.forEach(({ app }, number) => {
      app.get(Database).observe((name) => {
        if (name.startsWith('posts.by-')) statements[number] = (statements[number] ?? 0) + 1;
      });
    });
  });

  beforeEach(async () => {
    post = await aPost().by(ann.api).published();
    for (const { api } of instances) await api.get(`/posts/${post.slug}`);
  });

  afterEach(() => jest.restoreAllMocks());

  afterAll(async () => {
    for (const instance of instances.toReversed()) await instance.stop();
  });

  /** All at once on both instances; answers the titles that they were shown. */
  const stampede = async (): Promise<string[]> => {
    statements = [0, 0];
    const readers = instances.flatMap(({ api }) => Array.from({ length: READERS / instances.length }, () => api));
    const replies = await Promise.all(readers.map((api) => api.get(`/posts/${post.slug}`)));
    expect(replies.every((reply) => reply.status === 200)).toBe(true);
    return [...new Set(replies.map(({ data }) => (data as ShownPost).title))];
  };

  it('when what they ask for has just changed', async () => {
    await ann.api.patch(`/posts/${post.id}`, { title: 'Hot news' });
    expect(await stampede()).toEqual(['Hot news']);
    expect(Math.max(...statements)).toBe(1);
  });

  it('when it has just expired everywhere', async () => {
    const client = createClient({ url: redisUrl() });
    await client.connect();
    for (const key of await client.keys('quire:cache:answer*')) await client.del(key);
    client.destroy();
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
    expect(await stampede()).toEqual([post.title]);
    expect(Math.max(...statements)).toBe(1);
  });
});
