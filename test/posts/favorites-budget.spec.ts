import { jest } from '@jest/globals';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { statementsOfRequests } from '../support/request-statements.js';
import { aUser, type TestUser } from '../support/users.js';
import { manyPosts } from './many-posts.js';

let server: TestApp;
let database: Database;
let ann: TestUser;
let bob: TestUser;
let post: ShownPost;
let statements: string[];
beforeAll(async () => {
  server = await startApp();
  database = server.app.get(Database);
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
  await manyPosts(server, ann.id, 10_050);
  await database.queryText(SILENT_AUTHORS);
  for (const text of [FOLLOW_ALL, HAND_OUT, FAVORITES, COUNTS])
    await database.queryText(text, text.includes('$1') ? [bob.id] : []);
  await database.queryText('ANALYZE posts, users, follows, favorites');
  post = await aPost().by(ann.api).titled('Counted').published();
  statements = statementsOfRequests(server);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => server.stop());

// Bob follows 300 authors; those but ann wrote the oldest third of the posts.
const SILENT_AUTHORS = `
  INSERT INTO users (id, username, name, created_at, updated_at)
  SELECT gen_random_uuid(), 'author-' || n, 'Author', now(), now() FROM generate_series(1, 299) AS n`;
const FOLLOW_ALL = 'INSERT INTO follows (follower_id, followed_id) SELECT $1, id FROM users WHERE id <> $1';
const HAND_OUT = `
  UPDATE posts p SET author_id = u.id
  FROM (SELECT id, row_number() OVER (ORDER BY published_at) AS place FROM posts) n
  JOIN (SELECT id, substr(username, 8)::integer AS number FROM users WHERE username LIKE 'author-%') u
    ON u.number = n.place % 300
  WHERE p.id = n.id AND n.place <= 3350`;
const FAVORITES = `
  INSERT INTO favorites (post_id, user_id, created_at)
  SELECT id, $1, published_at FROM posts WHERE slug <> 'post-1' AND get_byte(uuid_send(id), 0) < 128`;
const COUNTS = `
  UPDATE posts SET favorite_count = 1 WHERE id IN (SELECT post_id FROM favorites)`;

async function statementsOf(call: () => Promise<{ status: number; text: string }>): Promise<string[]> {
  statements.length = 0;
  const reply = await call();
  if (reply.status >= 400) throw new Error(reply.text);
  return statements.filter((name) => name !== 'sessions.principal');
}

describe('the statements that favourites and the feed take', () => {
  it('a known caller learns of favourites in the statements that show the posts', async () => {
    expect(await statementsOf(() => bob.api.get('/posts/counted'))).toEqual(['posts.by-slug-member']);
    expect(await statementsOf(() => bob.api.get(`/posts/${post.id}`))).toEqual(['posts.by-id-member']);
    expect(await statementsOf(() => bob.api.get('/posts?limit=100'))).toHaveLength(2);
  });

  it('a favourite is made and unmade in two', async () => {
    const path = `/posts/${post.id}/favorite`;
    expect(await statementsOf(() => bob.api.put(path))).toEqual(['favorites.lock-post', 'favorites.add']);
    expect(await statementsOf(() => bob.api.delete(path))).toEqual(['favorites.lock-post', 'favorites.remove']);
  });

  it.each(['/users/me/favorites', '/posts/feed'])('%s: a page and a count, by cursor the page alone', async (path) => {
    const first = await bob.api.get(path);
    expect(await statementsOf(() => bob.api.get(path))).toHaveLength(2);
    const cursor = first.body.meta.nextCursor as string;
    expect(await statementsOf(() => bob.api.get(path, { query: { cursor } }))).toHaveLength(1);
  });
});

describe('a large table', () => {
  it('is read by the feed as far as the page goes, however long ago the followed authors wrote', async () => {
    await database.queryText('DELETE FROM follows WHERE followed_id = $1', [ann.id]);
    const text = jest.spyOn(database, 'queryText');
    const reply = await bob.api.get('/posts/feed?limit=20');
    expect(reply.data).toHaveLength(20);
    const [sql = '', values] = text.mock.calls.find(([called]) => called.includes('ORDER BY')) ?? [];
    text.mockRestore();
    const [explained] = await database.queryText<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
      values,
    );
    // One entry for each of 299 authors, all posts of 21 of them, and the rows of the page.
    expect(rowsReadFrom('posts', explained?.['QUERY PLAN'][0].Plan)).toBeLessThan(299 + 21 * 21 + 21 + 1);
  });
});

interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

function rowsReadFrom(table: string, node: PlanNode | undefined): number {
  if (!node) return 0;
  const rows = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  const below = (node.Plans ?? []).map((plan) => rowsReadFrom(table, plan));
  return below.reduce((sum, count) => sum + count, node['Relation Name'] === table ? rows : 0);
}
