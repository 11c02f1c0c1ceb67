import { Database } from '../../src/platform/database/index.js';
import { PostListQuery } from '../../src/posts/post-list.query.js';
import type { PostSelection, PostSort } from '../../src/posts/post-selection.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { ignoreStatements, noteStatements, statementsOf } from '../support/statements.js';
import { aUser, type TestUser } from '../support/users.js';
import { manyPosts } from './many-posts.js';

let server: TestApp;
let ann: TestUser;
let admin: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  admin = await aUser().named('ada').admin().in(server);
  await manyPosts(server, ann.id, 10_000);
  await run(SPREAD);
  await run(TRASH);
  await run('ANALYZE posts');
  noteStatements();
});
afterAll(async () => {
  ignoreStatements();
  await server.stop();
});

/** A tenth of the posts each becomes a draft, scheduled or archived, and of every state a tenth goes to the trash. */
const SPREAD = `
  UPDATE posts SET
    status = ('{draft,scheduled,archived}'::text[])[substring(slug FROM '[0-9]$')::integer],
    publish_at = CASE WHEN slug LIKE '%2' THEN now() + interval '1 day' END
  WHERE slug ~ '[1-3]$'`;
const TRASH = `UPDATE posts SET deleted_at = now() - interval '1 day' WHERE slug ~ '7.$'`;

const run = (text: string, values: unknown[] = []): Promise<Record<string, string>[]> =>
  server.app.get(Database).queryText(text, values);

const plan = async (text: string, values: unknown[]): Promise<string> =>
  (await run(`EXPLAIN ${text}`, values)).map((row) => row['QUERY PLAN']).join('\n');

describe('the statements that a change of state takes', () => {
  const CHANGE = ['SELECT', 'START', 'SELECT', 'UPDATE', 'SELECT', 'COMMIT'];
  const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

  it('the session, one transaction, and in it the lock, the change and the answer', async () => {
    const { id } = await aPost().by(ann.api).draft();
    const path = `/posts/${id}`;
    expect(await statementsOf(() => ann.api.post(`${path}/publish`))).toEqual(CHANGE);
    expect(await statementsOf(() => ann.api.post(`${path}/archive`))).toEqual(CHANGE);
    expect(await statementsOf(() => ann.api.post(`${path}/unpublish`))).toEqual(CHANGE);
    expect(await statementsOf(() => ann.api.delete(path))).toEqual(['SELECT', 'START', 'SELECT', 'UPDATE', 'COMMIT']);
    expect(await statementsOf(() => ann.api.post(`${path}/restore`))).toEqual(CHANGE);
  });

  it('scheduling: the job that rings as well', async () => {
    const { id } = await aPost().by(ann.api).draft();
    expect(await statementsOf(() => ann.api.post(`/posts/${id}/publish`, { publishAt: inAnHour() }))).toEqual([
      'SELECT',
      'START',
      ...['SELECT', 'UPDATE', 'SELECT', 'SELECT'],
      'COMMIT',
    ]);
  });

  it('removing for good: the lock, the removal and the audit entry', async () => {
    const { id } = await aPost().by(ann.api).tagged('a', 'b').published();
    expect(await statementsOf(() => admin.api.delete(`/posts/${id}?purge=true`))).toEqual([
      'SELECT',
      'START',
      ...['SELECT', 'DELETE', 'INSERT INTO'],
      'COMMIT',
    ]);
  });

  it.each(['draft', 'scheduled', 'archived', 'trashed'])(
    'a list of %s: the caller, the posts and their number',
    async (status) => {
      expect(await statementsOf(() => ann.api.get(`/posts?status=${status}`))).toHaveLength(3);
    },
  );
});

describe('a large table in which posts of every state lie', () => {
  const callerId = '0192f0c1-2345-7abc-8def-0123456789ab';
  const after = { value: '2020-01-01T01:00:00Z', id: callerId };

  it.each(
    (['draft', 'scheduled', 'archived', 'trashed'] as const).flatMap(
      (status): [string, PostSelection, PostSort, object][] => [
        [`${status}, of all`, { viewer: 'moderator', callerId, status }, 'publishedAt', {}],
        [`${status}, of all, by cursor`, { viewer: 'moderator', callerId, status }, 'publishedAt', { after }],
        [`${status}, one’s own`, { viewer: 'member', callerId, status }, 'publishedAt', {}],
        [`${status}, one’s own, by cursor`, { viewer: 'member', callerId, status }, 'publishedAt', { after }],
        [`${status}, by change`, { viewer: 'member', callerId, status }, 'updatedAt', {}],
      ],
    ),
  )('is not read from end to end: %s', async (_, selection, sortBy, window) => {
    const query = new PostListQuery(selection, sortBy, 'desc');
    const { text, values } = query.page({ limit: 20, offset: 0, counted: false, ...window });
    expect(await plan(text, values)).not.toMatch(/Seq Scan on posts/);
  });

  it.each(['scheduled', 'archived', 'trashed'] as const)(
    'is not sorted for the first page: %s, of all',
    async (status) => {
      const query = new PostListQuery({ viewer: 'moderator', callerId, status }, 'publishedAt', 'desc');
      const { text, values } = query.page({ limit: 20, offset: 0, counted: false });
      const index = { scheduled: 'posts_scheduled_idx', archived: 'posts_archived_idx', trashed: 'posts_trash_idx' };
      expect(await plan(text, values)).toMatch(`Index Scan using ${index[status]}`);
    },
  );

  it('is not read from end to end by the scheduler and the purge', async () => {
    const due = `SELECT * FROM posts p WHERE p.status = 'scheduled' AND p.deleted_at IS NULL AND p.publish_at <= now()
      ORDER BY p.publish_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
    expect(await plan(due, [])).toMatch('posts_scheduled_idx');
    const old = `SELECT p.id FROM posts p WHERE p.deleted_at < now() - interval '30 days' ORDER BY p.deleted_at LIMIT 20`;
    expect(await plan(old, [])).toMatch('posts_deleted_at_idx');
  });
});
