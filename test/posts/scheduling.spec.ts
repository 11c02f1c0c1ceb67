import pg from 'pg';
import { Database } from '../../src/platform/database/index.js';
import { ScheduledPostsService } from '../../src/posts/scheduled-posts.service.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
});
afterAll(() => server.stop());

const HOUR = 3_600_000;
const after = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();
const scheduled = (publishAt = after(HOUR)): Promise<ShownPost> => aPost().by(ann.api).with({ publishAt }).draft();
const read = async ({ id }: ShownPost): Promise<ShownPost> => (await ann.api.get(`/posts/${id}`)).data as ShownPost;
const isLive = async ({ id }: ShownPost): Promise<boolean> => (await server.api.get(`/posts/${id}`)).status === 200;
const run = (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  server.app.get(Database).queryText(text, values);

/** Lets the time of posts come, an hour ago. */
async function makeDue(...posts: ShownPost[]): Promise<void> {
  const ids = posts.map(({ id }) => id);
  await run(`UPDATE posts SET publish_at = date_trunc('hour', now()) - interval '1 hour' WHERE id = ANY($1)`, [ids]);
}

describe('a scheduled post', () => {
  it('C236: goes live as of its time, and everybody’s next read shows it', async () => {
    const publishAt = after(2000);
    const post = await aPost().by(ann.api).tagged('punctual').with({ publishAt }).draft();
    const etag = (await ann.api.get(`/posts/${post.id}`)).headers.get('etag') ?? '';
    const list = (): Promise<Reply> => server.api.get('/posts?tag=punctual');
    const mine = (): Promise<Reply> => ann.api.get('/posts?status=scheduled');
    if (Date.now() < Date.parse(publishAt)) {
      expect((await list()).data).toEqual([]);
      expect(post).toMatchObject({ status: 'scheduled', publishAt, publishedAt: null, version: 1 });
    }
    await until(() => isLive(post));
    const live = await server.api.get(`/posts/${post.id}`);
    expect(live.data).toMatchObject({ status: 'published', publishAt: null, publishedAt: publishAt, version: 2 });
    expect(live.headers.get('etag')).toMatch(/^"2\./);
    expect(((await list()).data as ShownPost[]).map(({ id }) => id)).toEqual([post.id]);
    expect((await mine()).data).toEqual([]);
    expect((await server.api.get('/tags')).text).toContain('punctual');

    const stale = await ann.api.patch(`/posts/${post.id}`, { title: 'Late' }, { headers: { 'If-Match': etag } });
    expect([stale.status, [...(stale.body.changedFields as string[])].sort()]).toEqual([
      412,
      ['publishAt', 'publishedAt', 'status'],
    ]);
  });

  it('goes live at another time when it gets one', async () => {
    const sooner = await scheduled();
    const later = await scheduled(after(5000));
    const soon = after(5000);
    await ann.api.post(`/posts/${later.id}/publish`, { publishAt: after(HOUR) });
    const reply = await ann.api.post(`/posts/${sooner.id}/publish`, { publishAt: soon });
    expect(reply.data).toMatchObject({ status: 'scheduled', publishAt: soon, version: 2 });
    await until(() => isLive(sooner));
    expect(await read(sooner)).toMatchObject({ publishedAt: soon, version: 3 });
    expect(await read(later)).toMatchObject({ status: 'scheduled', version: 2 });
  });

  it('stays where it is when it was withdrawn, put away or thrown away', async () => {
    const [withdrawn, archived, trashed, other] = await Promise.all([
      scheduled(after(5000)),
      scheduled(after(5000)),
      scheduled(),
      scheduled(),
    ]);
    expect((await ann.api.post(`/posts/${withdrawn.id}/unpublish`)).status).toBe(200);
    expect((await ann.api.post(`/posts/${archived.id}/archive`)).status).toBe(200);
    expect((await ann.api.delete(`/posts/${trashed.id}`)).status).toBe(204);
    await makeDue(trashed, other);
    const control = await scheduled(after(5000));
    await until(async () => (await isLive(control)) && (await isLive(other)));
    expect(await read(withdrawn)).toMatchObject({ status: 'draft', publishAt: null, version: 2 });
    expect(await read(archived)).toMatchObject({ status: 'archived', publishAt: null, version: 2 });
    expect((await server.api.get(`/posts/${trashed.id}`)).status).toBe(404);
    const restored = await ann.api.post(`/posts/${trashed.id}/restore`);
    expect(restored.data).toMatchObject({ status: 'draft', publishAt: null, publishedAt: null });
  });

  it('keeps the date of its first publication', async () => {
    const post = await aPost().by(ann.api).published();
    await ann.api.post(`/posts/${post.id}/unpublish`);
    await ann.api.post(`/posts/${post.id}/publish`, { publishAt: after(HOUR) });
    await makeDue(post);
    await until(() => isLive(post));
    expect(await read(post)).toMatchObject({ publishedAt: post.publishedAt, version: 4 });
  });

  it('can be edited while it waits, and goes live with the last words', async () => {
    const post = await scheduled();
    await ann.api.patch(`/posts/${post.id}`, { title: 'Last words' });
    await makeDue(post);
    await until(() => isLive(post));
    expect(await read(post)).toMatchObject({ title: 'Last words', status: 'published', version: 3 });
  });

  it('is not waited for by the others while somebody writes it', async () => {
    const [held, free] = await Promise.all([scheduled(), scheduled()]);
    const editor = new pg.Client({ connectionString: server.databaseUrl });
    await editor.connect();
    try {
      await editor.query('BEGIN');
      await editor.query('SELECT 1 FROM posts WHERE id = $1 FOR UPDATE', [held.id]);
      await editor.query(`UPDATE posts SET publish_at = now() - interval '2 hours' WHERE id = $1`, [held.id]);
      await makeDue(free);
      await until(() => isLive(free));
      expect((await read(held)).status).toBe('scheduled');
      await editor.query('COMMIT');
    } finally {
      await editor.end();
    }
    await until(() => isLive(held));
  });
});

describe('a post that cannot go live', () => {
  const isRefused = async ({ id }: ShownPost): Promise<boolean> => {
    const failure: unknown = await server.app.get(ScheduledPostsService).publishDue().catch(String);
    return typeof failure === 'string' && failure.includes(id);
  };

  it('keeps no other one back, and goes live once it can', async () => {
    const [broken, sound] = await Promise.all([scheduled(), scheduled()]);
    await run(`ALTER TABLE posts ADD CONSTRAINT broken CHECK (id <> '${broken.id}' OR status <> 'published')`);
    try {
      await makeDue(sound);
      await run(`UPDATE posts SET publish_at = now() - interval '1 day' WHERE id = $1`, [broken.id]);
      await until(() => isLive(sound));
      expect(await read(broken)).toMatchObject({ status: 'scheduled', version: 1 });
      // The instance's own look may just have the post in its hands, and then there is nothing to do for this one.
      await until(() => isRefused(broken));
    } finally {
      await run('ALTER TABLE posts DROP CONSTRAINT broken');
    }
    await until(() => isLive(broken));
    expect(await read(broken)).toMatchObject({ version: 2 });
  });
});

describe('the job that wakes the scheduler', () => {
  const alarms = async ({ id }: ShownPost): Promise<unknown> =>
    (await run('SELECT run_at FROM graphile_worker.jobs WHERE key = $1', [`publish-due-posts:${id}`])).map(
      (row) => row.run_at,
    );

  it('comes into being with the time that is set, one for each post', async () => {
    const first = after(HOUR);
    const second = after(2 * HOUR);
    const post = await scheduled(first);
    expect(await alarms(post)).toEqual([first]);
    await ann.api.post(`/posts/${post.id}/publish`, { publishAt: second });
    expect(await alarms(post)).toEqual([second]);
    await ann.api.post(`/posts/${post.id}/publish`, { publishAt: '2020-01-01T00:00:00Z' });
    await ann.api.patch(`/posts/${post.id}`, { title: 'Something else' });
    expect(await alarms(post)).toEqual([second]);
  });

  it('does not come into being when the change is not saved', async () => {
    const post = await aPost().by(ann.api).draft();
    const headers = { 'If-Match': '"7.stale"' };
    expect((await ann.api.post(`/posts/${post.id}/publish`, { publishAt: after(HOUR) }, { headers })).status).toBe(412);
    expect(await alarms(post)).toEqual([]);
  });
});

describe('several instances', () => {
  it('publish each post once, also while it is edited and more are due than one look takes', async () => {
    const others = await Promise.all([startApp({}, server), startApp({}, server)]);
    try {
      const posts = await Promise.all(Array.from({ length: 25 }, () => scheduled()));
      await makeDue(...posts);
      const sweeps = [server, ...others].map(({ app }) => app.get(ScheduledPostsService).publishDue());
      const edits = posts.slice(0, 5).map(({ id }) => ann.api.patch(`/posts/${id}`, { title: 'Meanwhile' }));
      await Promise.all([...sweeps, ...edits]);
      await until(async () => (await Promise.all(posts.map(isLive))).every(Boolean));
      const rows = await run(
        `SELECT version, count(*)::integer AS count FROM posts WHERE id = ANY($1) GROUP BY version ORDER BY version`,
        [posts.map(({ id }) => id)],
      );
      expect(rows).toEqual([
        { version: 2, count: 20 },
        { version: 3, count: 5 },
      ]);
    } finally {
      await Promise.all(others.map((other) => other.stop()));
    }
  });
});

describeWithRedis('instances that share a Redis', () => {
  it('show what another one has published in the very next read, also where they kept an answer', async () => {
    const first = await startApp({ redis: { url: redisUrl() } });
    const second = await startApp({ redis: { url: redisUrl() } }, first);
    try {
      const author = await aUser().in(first);
      const publishAt = after(1000);
      await aPost().by(author.api).tagged('shared').with({ publishAt }).draft();
      const paths = ['/posts', '/posts?tag=shared', `/users/${author.username}/posts`];
      const shown = async ({ api }: TestApp): Promise<number[]> =>
        Promise.all(paths.map(async (path) => ((await api.get(path)).data as unknown[]).length));
      await until(async () => {
        await shown(first);
        await shown(second);
        return (await author.api.get('/posts?status=scheduled')).body.meta.total === 0;
      });
      expect([await shown(first), await shown(second)]).toEqual([
        [1, 1, 1],
        [1, 1, 1],
      ]);
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});
