import { Database } from '../../src/platform/database/index.js';
import { GATHERED_HITS, PostSearchQuery } from '../../src/posts/post-search.query.js';
import type { PostSort, WordSelection } from '../../src/posts/post-selection.js';
import { startApp, type TestApp } from '../support/app.js';
import { ignoreStatements, noteStatements, statementsOf } from '../support/statements.js';
import { aUser } from '../support/users.js';
import { manyPosts } from './many-posts.js';

const POSTS = GATHERED_HITS + 500;

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

describe('a search by words', () => {
  const anybody = { viewer: 'anyone', status: 'published' } as const;
  const search = { text: 'whales', query: "'whale'" };

  it.each<[string, WordSelection, PostSort]>([
    ['of a few posts', { ...anybody, search }, 'relevance'],
    ['of nearly all', { ...anybody, search: { text: 'lorem', query: "'lorem'" } }, 'relevance'],
    [
      'of so many that the newest may do',
      {
        ...anybody,
        search: {
          ...search,
          recent: { sampled: 50, last: new Date().toISOString(), first: new Date(0).toISOString() },
        },
      },
      'relevance',
    ],
    ['by date', { ...anybody, search }, 'publishedAt'],
    ['by title', { ...anybody, search }, 'title'],
    [
      'of all that a member sees',
      { viewer: 'member', callerId: '0192f0c1-2345-7abc-8def-0123456789ab', search },
      'relevance',
    ],
    ['of drafts', { viewer: 'moderator', status: 'draft', search }, 'relevance'],
    ['with a tag', { ...anybody, tag: 'rare', search }, 'relevance'],
    ['of an author', { ...anybody, authorId: '0192f0c1-2345-7abc-8def-0123456789ab', search }, 'relevance'],
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
