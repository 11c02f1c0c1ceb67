import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
let moderator: TestUser;
let drafts: ShownPost[];
let published: ShownPost[];
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
  moderator = await aUser().named('mia').moderator().in(server);
  const write = (n: number): ReturnType<typeof aPost> =>
    aPost().by(ann.api).titled(`Whale ${n}`).tagged('sea', `t${n}`);
  drafts = await Promise.all(Array.from({ length: 20 }, (_, n) => write(n).draft()));
  published = [];
  for (let n = 20; n < 25; n += 1) published.push(await write(n).published());
});
afterAll(() => server.stop());

const ids = (posts: { id: string }[]): string[] => posts.map(({ id }) => id).sort();

async function listed(api: Client, path: string): Promise<string[]> {
  const reply = await api.get(`${path}${path.includes('?') ? '&' : '?'}limit=100`);
  expect(reply.status).toBe(200);
  return ids(reply.data as { id: string }[]);
}

describe('another’s draft', () => {
  it('C067: cannot be told from a post that does not exist', async () => {
    const draft = drafts[0];
    const comparable = (text: string, name = ''): string =>
      text.replace(/"requestId":"[^"]*"/, '').replaceAll(name, 'NAME');
    for (const api of [server.api, bob.api]) {
      for (const [method, known, unknown, suffix] of [
        ['GET', draft?.id, '0192f0c1-2345-7abc-8def-0123456789ab', ''],
        ['GET', draft?.slug, 'no-such-slug', ''],
        ['PATCH', draft?.id, '0192f0c1-2345-7abc-8def-0123456789ab', ''],
        ['DELETE', draft?.id, '0192f0c1-2345-7abc-8def-0123456789ab', ''],
        ['POST', draft?.id, '0192f0c1-2345-7abc-8def-0123456789ab', '/publish'],
        ['POST', draft?.id, '0192f0c1-2345-7abc-8def-0123456789ab', '/restore'],
      ] as const) {
        const body = method === 'PATCH' ? { title: 'x' } : undefined;
        const hidden = await api.call(method, `/posts/${known}${suffix}`, body);
        const absent = await api.call(method, `/posts/${unknown}${suffix}`, body);
        expect(hidden.status).toBe(api === server.api && method !== 'GET' ? 401 : 404);
        expect([absent.status, comparable(absent.text, unknown)]).toEqual([
          hidden.status,
          comparable(hidden.text, known),
        ]);
      }
      expect((await api.call('HEAD', `/posts/${draft?.id}`)).status).toBe(404);
    }
    expect((await ann.api.get(`/posts/${draft?.id}`)).data).toEqual(draft);
  });
});

describe('lists of posts', () => {
  it('C069: show strangers the published ones only, however they ask', async () => {
    const username = ann.username;
    const paths = [
      '/posts',
      '/posts?status=published',
      '/posts?q=whale',
      '/posts?q=whale&sortBy=title',
      '/posts?tag=sea',
      `/posts?author=${username}`,
      `/posts?author=${ann.id}&tag=SEA&q=whale&status=published`,
      `/users/${username}/posts`,
      `/users/${ann.id}/posts?q=whale`,
      `/users/${username}/posts?status=published&tag=sea`,
      '/posts?publishedAfter=2020-01-01T00:00:00Z',
      ...['publishedAt', 'createdAt', 'updatedAt', 'title'].flatMap((sortBy) =>
        ['asc', 'desc'].map((sortOrder) => `/posts?sortBy=${sortBy}&sortOrder=${sortOrder}`),
      ),
    ];
    for (const api of [server.api, bob.api]) {
      for (const path of paths) expect([path, await listed(api, path)]).toEqual([path, ids(published)]);
      for (const path of [
        '/posts?status=draft',
        `/posts?status=draft&author=${username}`,
        '/posts?status=draft&q=whale',
      ]) {
        expect([path, await listed(api, path)]).toEqual([path, []]);
      }
      expect(await listed(api, `/users/${username}/posts?status=draft`)).toEqual([]);
      const tags = (await api.get('/tags?limit=100')).data as { name: string }[];
      expect(tags.map(({ name }) => name).sort()).toEqual(['sea', 't20', 't21', 't22', 't23', 't24']);
    }
  });

  it('show authors their drafts where the status asks for them, and on their own page', async () => {
    expect(await listed(ann.api, '/posts')).toEqual(ids(published));
    expect(await listed(ann.api, '/posts?status=draft')).toEqual(ids(drafts));
    expect(await listed(ann.api, '/posts?status=draft&q=whale')).toEqual(ids(drafts));
    expect(await listed(ann.api, `/users/${ann.username}/posts`)).toEqual(ids([...drafts, ...published]));
    expect(await listed(ann.api, `/users/${ann.username}/posts?status=draft&tag=t3`)).toEqual(ids(drafts.slice(3, 4)));
  });

  it('show moderators all drafts', async () => {
    const other = await aPost().by(bob.api).draft();
    expect(await listed(moderator.api, '/posts?status=draft')).toEqual(ids([...drafts, other]));
    expect(await listed(moderator.api, `/users/${ann.username}/posts`)).toEqual(ids([...drafts, ...published]));
    expect((await moderator.api.get(`/posts/${other.id}`)).status).toBe(200);
  });

  it('C112: a cursor of the author’s drafts carries no right', async () => {
    const mine = await ann.api.get('/posts?status=draft&limit=5');
    const cursor = mine.body.meta.nextCursor as string;
    expect((await ann.api.get('/posts', { query: { status: 'draft', limit: 5, cursor } })).data).toHaveLength(5);
    for (const api of [server.api, bob.api]) {
      for (const query of [
        { status: 'draft', limit: 5, cursor },
        { limit: 5, cursor },
      ]) {
        const reply = await api.get('/posts', { query });
        expect([reply.status, reply.body.code]).toEqual([400, 'INVALID_CURSOR']);
      }
    }
  });

  it('are empty for an author who is unknown, whose page does not exist', async () => {
    expect((await server.api.get('/posts?author=nobody-here')).body).toMatchObject({ data: [], meta: { total: 0 } });
    expect((await server.api.get('/users/nobody-here/posts')).status).toBe(404);
  });

  it('leave the content out', async () => {
    const [post] = (await server.api.get('/posts')).data as ShownPost[];
    expect(post).not.toHaveProperty('content');
    expect({ ...post, content: 'Some words.', favorited: false }).toEqual(published[4]);
  });
});

describe('posts of an author who is gone', () => {
  it('stay', async () => {
    const carl = await aUser().named('carl').in(server);
    const post = await aPost().by(carl.api).published();
    await server.app.get(Database).queryText('UPDATE users SET deleted_at = now() WHERE id = $1', [carl.id]);
    expect((await server.api.get(`/posts/${post.id}`)).data).toMatchObject({ author: { username: carl.username } });
    expect(await listed(server.api, `/posts?author=${carl.username}`)).toEqual([post.id]);
    expect((await server.api.get(`/users/${carl.username}/posts`)).status).toBe(404);
  });
});
