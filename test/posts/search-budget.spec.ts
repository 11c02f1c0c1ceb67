import { Database } from '../../src/platform/database/index.js';
import { GATHERED_HITS, PostSearchQuery } from '../../src/posts/post-search.query.js';
import type { RecentPosts } from '../../src/posts/recent-posts.js';
import type { PostSort, WordSelection } from '../../src/posts/post-selection.js';
import { startApp, type TestApp } from '../support/app.js';
import { ignoreStatements, noteStatements, statementsOf } from '../support/statements.js';
import { aUser } from '../support/users.js';
import { manyPosts } from './many-posts.js';

const POSTS = GATHERED_HITS + 500;
const ANYBODY = { viewer: 'anyone', status: 'published' } as const;
const LAST = '2020-01-01T17:30:00.000Z';
const RECENT = { sampled: 50, last: LAST, first: '2020-01-01T16:40:00.000Z' };

let server: TestApp;
beforeAll(async () => {
  server = await startApp();
  const ann = await aUser().named('ann').in(server);
  await manyPosts(server, ann.id, POSTS);
  noteStatements();
}, 120_000);
afterAll(async () => {
  ignoreStatements();
  await server.stop();
});

describe('the statements that a search takes', () => {
  it.each([
    ['words of some posts: parse, gather', 2, '/posts?q=whales'],
    ['by date', 2, '/posts?q=whales&sortBy=publishedAt'],
    ['on a later page', 2, '/posts?q=whales&page=3'],
    ['words of very many posts', 2, '/posts?q=lorem'],
    ['by date: and walk', 3, '/posts?q=lorem&sortBy=publishedAt'],
    ['misspelt words: and correct, gather again', 4, '/posts?q=lohrem'],
    ['words that nothing resembles: and correct', 3, '/posts?q=%22xyz%22'],
    ['symbols: parse, read, count', 3, '/posts?q=%25'],
    ['suggestions', 1, '/posts/suggest?q=post'],
  ])('%s: %i', async (_, budget, path) => {
    expect(await statementsOf(() => server.api.get(path))).toHaveLength(budget);
  });
});

describe('a word that very many posts have', () => {
  const meta = async (sortBy: string): Promise<object> =>
    (await server.api.get('/posts', { query: { q: 'lorem', sortBy } })).body.meta as object;

  it('is counted up to ten thousand, and ranked among the newest two thousand', async () => {
    expect(await meta('publishedAt')).toMatchObject({ total: 10_000, totalIsExact: false, hasNext: true });
    expect(await meta('relevance')).toMatchObject({ total: 2000, totalIsExact: true, hasNext: true });
  });

  it('is ranked in the newest posts', async () => {
    const dates: string[] = [];
    for (let page = 1; page <= 20; page += 1) {
      const { data } = await server.api.get('/posts', { query: { q: 'lorem', limit: 100, page } });
      dates.push(...(data as { publishedAt: string }[]).map(({ publishedAt }) => publishedAt));
    }
    const { data } = await server.api.get('/posts', { query: { limit: 100, page: 20 } });
    const [newest] = (data as { publishedAt: string }[]).slice(-1);
    expect(dates).toHaveLength(2000);
    expect(dates.toSorted()[0]).toBe(newest?.publishedAt);
  });

  it('is found in the order asked for', async () => {
    const { data } = await server.api.get('/posts?q=lorem&sortBy=publishedAt&limit=3');
    const { data: newest } = await server.api.get('/posts?limit=3');
    const ids = (posts: { id: string }[]): string[] => posts.map(({ id }) => id);
    expect(ids(data)).toEqual(ids(newest));
  });

  it('is counted exactly below that', async () => {
    const { body } = await server.api.get('/posts?q=whales&sortBy=createdAt&sortOrder=asc');
    expect(body.meta).toMatchObject({ total: POSTS / 50, totalIsExact: true });
  });

  it('and a symbol in it are read in the newest five hundred', async () => {
    const { body } = await server.api.get('/posts?q=lorem+C%2B%2B');
    expect([body.data, body.meta.total]).toEqual([[], 0]);
  });
});

it('a word that the newest posts have, and hardly any others, is found in all of them', async () => {
  await server.app.get(Database).queryText(`
    UPDATE posts SET title = 'Zebra' WHERE id IN (
      (SELECT id FROM posts ORDER BY published_at DESC LIMIT 100) UNION ALL
      (SELECT id FROM posts ORDER BY published_at LIMIT 7))`);
  const { body } = await server.api.get('/posts?q=zebra');
  expect(body.meta).toMatchObject({ total: 107, totalIsExact: true });
});

describe('the newest posts are looked through first', () => {
  const MINUTE = 60_000;

  /** @param minutes in which the newest two thousand were published, as the sample has it */
  async function found(query: string, minutes: number, told: Omit<RecentPosts, 'last' | 'first'>): Promise<unknown[]> {
    const first = new Date(Date.parse(LAST) - minutes * MINUTE).toISOString();
    const search = { text: '', query, recent: { ...told, last: LAST, first } };
    const { text, values } = new PostSearchQuery({ ...ANYBODY, search }, 'relevance', 'desc').page({
      limit: 100,
      offset: 0,
      counted: true,
    });
    const rows = await server.app.get(Database).queryText<{ id: string; count: number }>(text, values);
    return rows.map(({ id, count }) => [id, count]);
  }

  it('by the index or one after the other, and all others where they do not have enough', async () => {
    const sample = { sampled: 100, posts: POSTS };
    const ofAll = await found(`'lorem'`, 200, { ...sample, sampled: 0 });
    expect(ofAll).toHaveLength(101);
    expect(await found(`'lorem'`, 200, sample)).toEqual(ofAll);
    expect(await found(`'lorem'`, 200, { ...sample, posts: 10_000_000 })).toEqual(ofAll);
    expect(await found(`'lorem'`, 1, { ...sample, posts: 10_000_000 })).toEqual(ofAll);
  });

  it('and no others for a phrase of which each post that has its words must be read', async () => {
    const [first] = await found(`'lorem' <-> 'ipsum'`, 1, { sampled: 0, posts: POSTS });
    expect(first).toEqual([expect.any(String), 2000]);
    // As if 2 000 posts were published in a minute: 10 000 of them are taken to be those of the last five.
    const newest = await found(`'lorem' <-> 'ipsum'`, 1, { sampled: 0, scattered: 100, posts: POSTS });
    const { data } = await server.api.get('/posts?limit=100');
    const ids = new Set((data as { id: string }[]).slice(0, newest.length).map(({ id }) => id));
    expect(newest).toHaveLength(51);
    expect(newest).toEqual(expect.arrayContaining([...ids].map((id) => [id, ids.size])));
  });
});

describe('a search by words', () => {
  const search = { text: 'whales', query: "'whale'" };

  it.each<[string, WordSelection, PostSort]>([
    ['of a few posts', { ...ANYBODY, search }, 'relevance'],
    ['of nearly all', { ...ANYBODY, search: { text: 'lorem', query: "'lorem'" } }, 'relevance'],
    [
      'of so many that the newest may do',
      { ...ANYBODY, search: { ...search, recent: { ...RECENT, posts: POSTS } } },
      'relevance',
    ],
    [
      'of so many that their entries in the index would be too many',
      { ...ANYBODY, search: { ...search, recent: { ...RECENT, posts: 10_000_000 } } },
      'relevance',
    ],
    [
      'of a phrase whose words most posts have',
      { ...ANYBODY, search: { ...search, recent: { ...RECENT, sampled: 0, scattered: 90, posts: POSTS } } },
      'relevance',
    ],
    ['by date', { ...ANYBODY, search }, 'publishedAt'],
    ['by title', { ...ANYBODY, search }, 'title'],
    [
      'of all that a member sees',
      { viewer: 'member', callerId: '0192f0c1-2345-7abc-8def-0123456789ab', search },
      'relevance',
    ],
    ['of drafts', { viewer: 'moderator', status: 'draft', search }, 'relevance'],
    ['with a tag', { ...ANYBODY, tag: 'rare', search }, 'relevance'],
    ['of an author', { ...ANYBODY, authorId: '0192f0c1-2345-7abc-8def-0123456789ab', search }, 'relevance'],
  ])('reads no table from end to end: %s', async (_, selection, sortBy) => {
    const { text, values } = new PostSearchQuery(selection, sortBy, 'desc').page({
      limit: 20,
      offset: 0,
      counted: true,
    });
    const rows = await server.app.get(Database).queryText<Record<string, string>>(`EXPLAIN ${text}`, values);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toMatch(/Seq Scan on posts/);
  });
});
