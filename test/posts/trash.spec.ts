import { Database } from '../../src/platform/database/index.js';
import { TrashPurgeService } from '../../src/posts/trash-purge.service.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
let moderator: TestUser;
let admin: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
  moderator = await aUser().named('mia').moderator().in(server);
  admin = await aUser().named('ada').admin().in(server);
});
afterAll(() => server.stop());

const UNKNOWN = '0192f0c1-2345-7abc-8def-0123456789ab';

async function trashed(author = ann): Promise<ShownPost> {
  const post = await aPost().by(author.api).published();
  expect((await author.api.delete(`/posts/${post.id}`)).status).toBe(204);
  return post;
}

async function listed(api: Client, path: string): Promise<string[]> {
  const reply = await api.get(`${path}${path.includes('?') ? '&' : '?'}limit=100`);
  expect(reply.status).toBe(200);
  return (reply.data as ShownPost[]).map(({ id }) => id);
}

/** The rows that are left of a post, table by table, wherever there is one that points to posts. */
async function remains({ id }: ShownPost): Promise<Record<string, number>> {
  const database = server.app.get(Database);
  const tables = await database.queryText<{ name: string; column: string }>(
    `SELECT c.conrelid::regclass::text AS name, a.attname AS column
     FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confrelid = 'posts'::regclass`,
  );
  const left: Record<string, number> = {};
  for (const { name, column } of [...tables, { name: 'posts', column: 'id' }]) {
    const rows = await database.queryText(`SELECT 1 FROM ${name} WHERE ${column} = $1`, [id]);
    if (rows.length > 0) left[name] = rows.length;
  }
  return left;
}

describe('the list of the trash', () => {
  it('shows authors theirs and moderators all, and strangers none', async () => {
    const [mine, hers] = [await trashed(), await trashed(bob)];
    const expected: [Client, string[]][] = [
      [server.api, []],
      [ann.api, [mine.id]],
      [bob.api, [hers.id]],
      [moderator.api, [hers.id, mine.id]],
      [admin.api, [hers.id, mine.id]],
    ];
    for (const [api, ids] of expected) {
      expect(await listed(api, '/posts?status=trashed')).toEqual(ids);
      const ofAnn = ids.filter((id) => id === mine.id);
      expect(await listed(api, '/posts?status=trashed&author=ann')).toEqual(ofAnn);
      expect(await listed(api, '/users/ann/posts?status=trashed')).toEqual(ofAnn);
      expect(await listed(api, '/users/ann/posts')).toEqual([]);
      expect((await api.get(`/posts/${mine.id}`)).status).toBe(404);
    }
    const [shown] = (await ann.api.get('/posts?status=trashed')).data as ShownPost[];
    expect(shown).toMatchObject({ id: mine.id, status: 'published', version: 2 });
  });

  it('can be searched, ordered by when they were thrown away, and counted', async () => {
    const eve = await aUser().named('eve').in(server);
    const posts: ShownPost[] = [];
    for (const title of ['Red whale', 'Blue whale', 'Red fox']) {
      posts.push(await aPost().by(eve.api).titled(title).tagged('animal').published());
    }
    for (const post of [...posts].reverse()) await eve.api.delete(`/posts/${post.id}`);
    const ids = posts.map(({ id }) => id);
    expect(await listed(eve.api, '/posts?status=trashed&sortBy=updatedAt')).toEqual(ids);
    expect(await listed(eve.api, '/posts?status=trashed&q=whale&sortBy=title&sortOrder=desc')).toEqual(ids.slice(0, 2));
    expect(await listed(eve.api, '/posts?status=trashed&tag=animal')).toHaveLength(3);
    expect((await eve.api.get('/posts?status=trashed&limit=2')).body.meta).toMatchObject({ total: 3, hasNext: true });
    expect(await listed(bob.api, '/posts?status=trashed&q=whale')).toEqual([]);
  });

  it('no longer shows what was restored', async () => {
    const post = await trashed();
    expect(await listed(ann.api, '/posts?status=trashed')).toContain(post.id);
    expect((await ann.api.post(`/posts/${post.id}/restore`)).data.status).toBe('draft');
    expect(await listed(ann.api, '/posts?status=trashed')).not.toContain(post.id);
    expect(await listed(ann.api, '/posts?status=draft')).toContain(post.id);
  });
});

describe('removing a post for good', () => {
  const purge = (api: Client, { id }: ShownPost, headers = {}): ReturnType<Client['delete']> =>
    api.delete(`/posts/${id}?purge=true`, undefined, { headers });

  it('is for admins: others are refused, or told nothing', async () => {
    const [published, inTrash] = [await aPost().by(ann.api).published(), await trashed()];
    const draft = await aPost().by(ann.api).draft();
    for (const [api, statuses] of [
      [server.api, [401, 401, 401]],
      [bob.api, [403, 404, 404]],
      [ann.api, [403, 403, 403]],
      [moderator.api, [403, 403, 403]],
    ] as const) {
      const replies = [];
      for (const post of [published, draft, inTrash]) replies.push((await purge(api, post)).status);
      expect(replies).toEqual(statuses);
    }
    expect((await server.api.get(`/posts/${published.id}`)).status).toBe(200);
    for (const post of [published, draft, inTrash]) {
      expect((await purge(admin.api, post)).status).toBe(204);
      expect((await purge(admin.api, post)).status).toBe(404);
      expect((await admin.api.post(`/posts/${post.id}/restore`)).status).toBe(404);
    }
    expect((await purge(admin.api, { ...draft, id: UNKNOWN })).status).toBe(404);
  });

  it('takes along all that hangs on the post, and frees its slugs', async () => {
    const post = await aPost().by(ann.api).titled('Doomed').tagged('doom').published();
    await ann.api.patch(`/posts/${post.id}`, { slug: 'doomed-again', content: 'Other words.' });
    await bob.api.put(`/posts/${post.id}/favorite`);
    const comment = await bob.api.post(`/posts/${post.id}/comments`, { content: 'So sad' });
    await ann.api.post(`/posts/${post.id}/comments`, { content: 'Indeed', parentId: comment.data.id as string });
    expect(await remains(post)).toMatchObject({ posts: 1, post_slugs: 2, post_tags: 1 });
    expect((await server.api.get('/tags')).text).toContain('doom');
    expect((await server.api.get('/posts?tag=doom')).data).toHaveLength(1);

    expect((await purge(admin.api, post)).status).toBe(204);
    expect(await remains(post)).toEqual({});
    expect((await server.api.get('/posts/doomed')).status).toBe(404);
    expect((await server.api.get('/posts/doomed-again')).status).toBe(404);
    expect((await server.api.get('/posts?tag=doom')).data).toEqual([]);
    expect((await server.api.get('/tags')).text).not.toContain('doom');
    expect((await aPost().by(bob.api).titled('Doomed').published()).slug).toBe('doomed');
  });

  it('honours If-Match, in the trash too', async () => {
    for (const post of [await aPost().by(ann.api).published(), await trashed()]) {
      const stale = await purge(admin.api, post, { 'If-Match': '"9.stale"' });
      expect([stale.status, stale.body.code]).toEqual([412, 'PRECONDITION_FAILED']);
      const current = { 'If-Match': stale.headers.get('etag') ?? '' };
      expect((await purge(admin.api, post, current)).status).toBe(204);
    }
  });

  it('is asked for by true alone', async () => {
    const post = await aPost().by(ann.api).published();
    for (const value of ['1', 'yes', '', 'TRUE']) {
      const reply = await admin.api.delete(`/posts/${post.id}`, undefined, { query: { purge: value } });
      expect([value, reply.status, reply.body.errors[0].field]).toEqual([value, 400, 'purge']);
    }
    expect((await admin.api.delete(`/posts/${post.id}?purge=true&purge=true`)).status).toBe(400);
    expect((await admin.api.delete(`/posts/${post.id}?purge=false`)).status).toBe(204);
    expect(await remains(post)).toMatchObject({ posts: 1 });
  });

  it('while others still write it ends well for each of them', async () => {
    const post = await aPost().by(ann.api).published();
    const replies = await Promise.all([
      ann.api.patch(`/posts/${post.id}`, { title: 'Once more' }),
      bob.api.post(`/posts/${post.id}/comments`, { content: 'Once more' }),
      purge(admin.api, post),
      ann.api.post(`/posts/${post.id}/unpublish`),
      bob.api.put(`/posts/${post.id}/favorite`),
      ann.api.delete(`/posts/${post.id}`),
    ]);
    expect(replies.filter(({ status }) => status >= 500 || status === 400)).toEqual([]);
    expect(replies[2].status).toBe(204);
    expect(await remains(post)).toEqual({});
  });
});

describe('the daily purge', () => {
  const run = (text: string, values: unknown[]): Promise<unknown> => server.app.get(Database).queryText(text, values);
  const age = (posts: ShownPost[], days: number): Promise<unknown> =>
    run(`UPDATE posts SET deleted_at = now() - make_interval(days => $2) WHERE id = ANY($1)`, [
      posts.map(({ id }) => id),
      days,
    ]);

  it('removes what has lain in the trash for thirty days, however much it is, and nothing else', async () => {
    const carl = await aUser().named('carl').in(server);
    const old = await Promise.all(Array.from({ length: 25 }, () => trashed(carl)));
    const recent = await trashed(carl);
    const alive = await aPost().by(carl.api).published();
    await age(old, 31);
    await age([recent], 29);
    const purge = (): Promise<void> => server.app.get(TrashPurgeService).purge();
    await Promise.all([purge(), purge()]);
    await purge();
    expect(await listed(carl.api, '/posts?status=trashed')).toEqual([recent.id]);
    for (const post of old) expect(await remains(post)).toEqual({});
    expect((await server.api.get(`/posts/${alive.id}`)).status).toBe(200);
    await purge();
    expect(await remains(recent)).toMatchObject({ posts: 1 });
  });

  it('lets a post be that is just being restored', async () => {
    const post = await trashed();
    await age([post], 40);
    expect((await ann.api.post(`/posts/${post.id}/restore`)).status).toBe(200);
    await server.app.get(TrashPurgeService).purge();
    expect((await ann.api.get(`/posts/${post.id}`)).status).toBe(200);
  });
});
