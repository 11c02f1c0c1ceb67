import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { inTurn } from '../support/in-turn.js';
import { aPost } from '../support/posts.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { statementsOfRequests } from '../support/request-statements.js';
import { aUser, type TestUser } from '../support/users.js';

const UNKNOWN = '0192f0c1-2345-7abc-8def-0123456789ab';

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

const follow = ({ id }: TestUser): string => `/users/${id}/follow`;

const followerCount = async ({ id }: TestUser): Promise<unknown> =>
  (await server.api.get(`/users/${id}`)).data.followerCount;

/** The users whose counts are not those of their followers. */
async function miscounted(): Promise<unknown[]> {
  return server.app.get(Database).queryText(`
    SELECT u.username, u.follower_count, count(f.follower_id) FROM users u LEFT JOIN follows f ON f.followed_id = u.id
    GROUP BY u.id HAVING count(f.follower_id) <> u.follower_count`);
}

describe('following somebody', () => {
  it('begins and ends as often as one likes, and counts once', async () => {
    const cat = await aUser().in(server);
    for (const [method, counted] of [
      ['DELETE', 0],
      ['PUT', 1],
      ['PUT', 1],
      ['DELETE', 0],
      ['DELETE', 0],
      ['PUT', 1],
    ] as const) {
      const reply = await bob.api.call(method, follow(cat));
      expect([reply.status, reply.text, await followerCount(cat)]).toEqual([204, '', counted]);
    }
    expect((await ann.api.put(`/users/${cat.id.toUpperCase()}/follow`)).status).toBe(204);
    expect(await followerCount(cat)).toBe(2);
  });

  it('is shown to the follower: not to the one who is followed, nor to strangers', async () => {
    const dan = await aUser().in(server);
    await bob.api.put(follow(dan));
    const profile = async ({ api }: Pick<TestUser, 'api'>, name: string): Promise<[unknown, unknown]> => {
      const { data } = await api.get(`/users/${name}`);
      return [data.followerCount, data.following];
    };
    for (const name of [dan.id, dan.username]) {
      expect(await profile(bob, name)).toEqual([1, true]);
      expect(await profile(ann, name)).toEqual([1, false]);
      expect(await profile(root, name)).toEqual([1, false]);
      expect(await profile(dan, name)).toEqual([1, undefined]);
      expect(await profile(server, name)).toEqual([1, undefined]);
    }
    expect(await profile(dan, 'me')).toEqual([1, undefined]);
    expect(await profile(dan, bob.id)).toEqual([0, false]);
    expect((await bob.api.get(`/users/${dan.id}`)).headers.get('cache-control')).toBe('private, no-store');
    const listed = (await root.api.get('/users', { query: { search: dan.username } })).data[0];
    expect([listed.followerCount, listed.following]).toEqual([1, undefined]);
  });

  it('oneself is refused, and so is nobody', async () => {
    const self = await ann.api.put(follow(ann));
    expect([self.status, self.body.code, self.body.errors?.[0]?.field]).toEqual([400, 'VALIDATION_ERROR', 'id']);
    expect((await ann.api.delete(follow(ann))).status).toBe(204);
    const gone = await aUser().deleted().in(server);
    for (const id of [UNKNOWN, gone.id]) {
      for (const method of ['PUT', 'DELETE']) {
        const reply = await bob.api.call(method, `/users/${id}/follow`);
        expect([reply.status, reply.body.code]).toEqual([404, 'NOT_FOUND']);
      }
    }
    const malformed = await bob.api.put('/users/ann/follow');
    expect([malformed.status, malformed.body.errors?.[0]?.field]).toEqual([400, 'id']);
    expect(await miscounted()).toEqual([]);
  });

  it('makes no version of the account: an edit under way is not failed', async () => {
    const eve = await aUser().in(server);
    const before = await eve.api.get('/users/me');
    await bob.api.put(follow(eve));
    const after = await eve.api.get('/users/me');
    expect(after.data).toEqual({ ...before.data, followerCount: 1 });
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    const save = { headers: { 'If-Match': before.headers.get('etag') ?? '' } };
    const edit = await eve.api.patch('/users/me', { bio: 'Followed' }, save);
    expect([edit.status, edit.data.followerCount]).toEqual([200, 1]);
    expect((await root.api.post(`/users/${eve.id}/suspend`, { reason: 'spam' })).data.followerCount).toBe(1);
  });

  it('is seen by the next reader of the profile, and leaves answers with the author’s posts be', async () => {
    const fay = await aUser().in(server);
    await aPost().by(fay.api).published();
    const posts = `/users/${fay.username}/posts`;
    await server.api.get(posts);
    for (const [method, count] of [
      ['PUT', 1],
      ['DELETE', 0],
    ] as const) {
      await followerCount(fay);
      await bob.api.call(method, follow(fay));
      expect(await followerCount(fay)).toBe(count);
    }
    expect((await server.api.get(posts)).headers.get('cache-status')).toBe('quire; hit');
    await followerCount(fay);
    await bob.api.delete(follow(fay));
    expect((await server.api.get(`/users/${fay.id}`)).headers.get('cache-status')).toBe('quire; hit');
  });

  it('outlasts the deletion of either account: both are as they were when it is restored', async () => {
    const gil = await aUser().in(server);
    const hal = await aUser().in(server);
    await hal.api.put(follow(gil));
    await root.api.delete(`/users/${gil.id}`);
    for (const method of ['PUT', 'DELETE']) expect((await hal.api.call(method, follow(gil))).status).toBe(404);
    await root.api.post(`/users/${gil.id}/restore`);
    expect((await hal.api.get(`/users/${gil.id}`)).data).toMatchObject({ followerCount: 1, following: true });
    await root.api.delete(`/users/${hal.id}`);
    expect(await followerCount(gil)).toBe(1);
    expect(await miscounted()).toEqual([]);
  });
});

describe('the list of those whom one follows', () => {
  it('has the latest first, without those who are deleted, and is the follower’s own', async () => {
    const kim = await aUser().in(server);
    const followed = await Promise.all(Array.from({ length: 7 }, () => aUser().in(server)));
    expect((await kim.api.get('/users/me/following')).body).toMatchObject({ data: [], meta: { total: 0 } });
    for (const user of followed) await kim.api.put(follow(user));
    await server.app.get(Database).queryText(
      `UPDATE follows SET created_at = '2026-01-01'::timestamptz + (place / 3) * interval '1 hour'
       FROM unnest($2::uuid[]) WITH ORDINALITY AS t (id, place) WHERE follower_id = $1 AND followed_id = t.id`,
      [kim.id, followed.map(({ id }) => id)],
    );
    const ids = (data: unknown): string[] => (data as { id: string }[]).map(({ id }) => id);
    const { data, body, headers } = await kim.api.get('/users/me/following');
    expect(data[0]).toEqual((await server.api.get(`/users/${data[0].id}`)).data);
    expect(body.meta).toMatchObject({ total: 7, hasNext: false });
    expect(headers.get('cache-control')).toBe('private, no-store');

    for (const sortOrder of ['asc', 'desc']) {
      const walked: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await kim.api.get('/users/me/following', { query: { limit: 2, sortOrder, cursor } });
        walked.push(...ids(page.data));
        cursor = page.body.meta.nextCursor as string | undefined;
      } while (cursor);
      expect(walked).toEqual(sortOrder === 'desc' ? ids(data) : ids(data).toReversed());
    }
    expect(ids(data).toSorted()).toEqual(followed.map(({ id }) => id).sort());

    const [gone] = followed;
    await root.api.delete(`/users/${gone?.id}`);
    expect(ids((await kim.api.get('/users/me/following')).data)).toEqual(ids(data).filter((id) => id !== gone?.id));
    expect((await gone?.api.get('/users/me/following'))?.status).toBe(401);
    expect((await bob.api.get('/users/me/following')).data).not.toEqual(data);
  });
});

describe('the count of followers', () => {
  it('is right after a storm over two instances, in which users follow each other among edits', async () => {
    const second = await startApp({}, server);
    try {
      const users = await Promise.all(Array.from({ length: 6 }, () => aUser().in(server)));
      const togglers = users.flatMap(({ accessToken }, u) =>
        [server, second].map(({ api }, i) =>
          inTurn(12, (n) => {
            const method = (n * 7 + u + i) % 5 < 3 ? 'PUT' : 'DELETE';
            return api.with(accessToken).call(method, `/users/${users[(u + 1 + (n % 5)) % 6]?.id}/follow`);
          }),
        ),
      );
      const editors = users.map(({ api }) => inTurn(3, (n) => api.patch('/users/me', { bio: `Edited ${n}` })));
      const statuses = (await Promise.all([...togglers, ...editors])).flat();
      expect(new Set(statuses)).toEqual(new Set([204, 200]));
      expect(await miscounted()).toEqual([]);
      for (const one of users) {
        const others = users.filter((other) => other !== one);
        await Promise.all(others.map((other) => one.api.put(follow(other))));
      }
      for (const user of users) expect(await followerCount(user)).toBe(5);
    } finally {
      await second.stop();
    }
  });

  it('is right when one user changes their mind in many requests at once', async () => {
    const ivy = await aUser().in(server);
    const hands = Array.from({ length: 8 }, (_, hand) =>
      inTurn(6, (n) => bob.api.call((n + hand) % 3 === 0 ? 'DELETE' : 'PUT', follow(ivy))),
    );
    expect(new Set((await Promise.all(hands)).flat())).toEqual(new Set([204]));
    expect(await miscounted()).toEqual([]);
  });
});

describe('what following costs', () => {
  it('one transaction of two statements; the profile as many as before', async () => {
    const jan = await aUser().in(server);
    const names = statementsOfRequests(server);
    await bob.api.put(follow(jan));
    expect(names).toEqual(['sessions.principal', 'follows.lock-user', 'follows.add']);
    names.length = 0;
    await bob.api.delete(follow(jan));
    expect(names).toEqual(['sessions.principal', 'follows.lock-user', 'follows.remove']);
    names.length = 0;
    await bob.api.get(`/users/${jan.id}`);
    expect(names).toEqual(['sessions.principal', 'users.by-id-for-caller']);
    names.length = 0;
    await bob.api.get('/users/me/following');
    expect(names).toEqual(['sessions.principal', 'text', 'follows.count']);
  });
});

describeWithRedis('two instances', () => {
  it('show a new follower at the next reading', async () => {
    const first = await startApp({ redis: { url: redisUrl() } });
    const second = await startApp({ redis: { url: redisUrl() } }, first);
    try {
      const author = await aUser().in(first);
      const reader = await aUser().in(first);
      for (const [method, count] of [
        ['PUT', 1],
        ['DELETE', 0],
      ] as const) {
        await second.api.get(`/users/${author.id}`);
        await reader.api.call(method, follow(author));
        expect((await second.api.get(`/users/${author.id}`)).data.followerCount).toBe(count);
      }
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});
