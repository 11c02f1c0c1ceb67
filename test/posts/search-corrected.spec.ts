import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

interface Found extends ShownPost {
  highlight: { title: string; content: string };
}

let server: TestApp;
let ann: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
});
afterAll(() => server.stop());

interface Answer {
  titles: string[];
  posts: Found[];
  meta: { corrected?: boolean; total?: number; nextCursor: string | null };
}

async function search(q: string, more: Record<string, string | number> = {}, api = server.api): Promise<Answer> {
  const reply = await api.get('/posts', { query: { q, ...more } });
  expect(reply.status).toBe(200);
  const posts = reply.data as Found[];
  return { posts, titles: posts.map(({ title }) => title), meta: reply.body.meta as Answer['meta'] };
}

describe('accents', () => {
  beforeAll(async () => {
    await aPost().by(ann.api).titled('Ein Café in Wien').with({ content: 'Über die Brücke.' }).published();
    await aPost().by(ann.api).titled('Of naive people').tagged('Élan').published();
    await aPost().by(ann.api).titled('A naïve approach').with({ excerpt: 'Très bien' }).published();
  });

  it.each([
    ['cafe', ['Ein Café in Wien']],
    ['CAFÉ', ['Ein Café in Wien']],
    ['cafe\u0301', ['Ein Café in Wien']],
    ['uber brucke', ['Ein Café in Wien']],
    ['"uber die brucke"', ['Ein Café in Wien']],
    ['naive', ['A naïve approach', 'Of naive people']],
    ['naïve', ['A naïve approach', 'Of naive people']],
    ['elan', ['Of naive people']],
    ['tres', ['A naïve approach']],
    ['naive -tres', ['Of naive people']],
  ])('do not matter: %j', async (q, expected) => {
    const { titles, meta } = await search(q, { sortBy: 'title', sortOrder: 'asc' });
    expect([titles, meta.corrected]).toEqual([expected, undefined]);
  });

  it('are kept where the hit is shown', async () => {
    const [post] = (await search('cafe brucke')).posts;
    expect(post?.highlight).toEqual({
      title: 'Ein <mark>Café</mark> in Wien',
      content: 'Über die <mark>Brücke</mark>.',
    });
  });

  it('do not matter for a post that is edited either', async () => {
    const post = await aPost().by(ann.api).titled('Before').published();
    await ann.api.patch(`/posts/${post.id}`, { title: 'Smörgåsbord' });
    expect((await search('smorgasbord')).titles).toEqual(['Smörgåsbord']);
  });
});

describe('a misspelt word', () => {
  beforeAll(async () => {
    await aPost().by(ann.api).titled('Kubernetes in production').published();
    await aPost().by(ann.api).titled('Running it at home').with({ content: 'With kubernetes, of course.' }).published();
    await aPost().by(ann.api).titled('A hidden Cassowary').draft();
    await aPost().by(ann.api).titled('Docker and Kubernetes').published();
  });

  it.each(['kubernets', 'kubenretes', 'Kubernetis', 'kubrnetes', 'kübernätis'])(
    'finds what has the word that was meant: %j',
    async (q) => {
      const { titles } = await search(q);
      expect(titles).toHaveLength(3);
      expect(titles[2]).toBe('Running it at home');
    },
  );

  it('is told of, and what was found instead is marked', async () => {
    const { posts, meta } = await search('kubenretes home');
    expect(meta).toMatchObject({ corrected: true, total: 1 });
    expect(posts[0]?.highlight).toEqual({
      title: 'Running it at <mark>home</mark>',
      content: 'With <mark>kubernetes</mark>, of course.',
    });
    expect((await search('kubernetes')).meta).not.toHaveProperty('corrected');
  });

  it('leaves what is excluded or quoted as it is', async () => {
    expect((await search('kubenretes -docker -home')).titles).toEqual(['Kubernetes in production']);
    expect((await search('kubenretes "at home"')).titles).toEqual(['Running it at home']);
    expect((await search('"kubenretes"')).titles).toEqual([]);
    expect((await search('"home running"')).titles).toEqual([]);
  });

  it('finds nothing where nothing comes close, or the word is too short to tell', async () => {
    for (const q of ['xylophone', 'kub', 'qqqqqq wwwwww', 'C++ kubenretes']) {
      const { titles, meta } = await search(q);
      expect([titles, meta.total, meta.corrected]).toEqual([[], 0, undefined]);
    }
  });

  it('finds only what the caller may see', async () => {
    expect((await search('casowary')).titles).toEqual([]);
    expect((await search('casowary', { status: 'draft' }, ann.api)).titles).toEqual(['A hidden Cassowary']);
    expect((await search('casowary', { status: 'draft' })).titles).toEqual([]);
  });

  it('keeps to the filters and to the order', async () => {
    const titles = ['Docker and Kubernetes', 'Kubernetes in production', 'Running it at home'];
    expect((await search('kubenretes', { sortBy: 'title', sortOrder: 'asc' })).titles).toEqual(titles);
    expect((await search('kubenretes', { author: 'nobody' })).titles).toEqual([]);
  });

  it('is walked to the end by cursor, even when the word itself turns up meanwhile', async () => {
    const first = await search('kubenretes', { limit: 1, sortBy: 'title', sortOrder: 'asc' });
    await aPost().by(ann.api).titled('Kubenretes is not a word').published();
    const more = { limit: 1, sortBy: 'title', sortOrder: 'asc' };
    const second = await search('kubenretes', { ...more, cursor: first.meta.nextCursor ?? '' });
    const third = await search('kubenretes', { ...more, cursor: second.meta.nextCursor ?? '' });
    expect([first, second, third].flatMap(({ titles }) => titles)).toEqual([
      'Docker and Kubernetes',
      'Kubenretes is not a word',
      'Kubernetes in production',
    ]);
    expect([second.meta.corrected, third.meta.corrected]).toEqual([true, true]);
    expect((await search('kubenretes')).titles).toEqual(['Kubenretes is not a word']);
  });

  it('is walked to the end by page', async () => {
    const pages = await Promise.all([1, 2, 3, 4, 5].map((page) => search('prodcution', { limit: 1, page })));
    expect(pages.map(({ titles }) => titles.length)).toEqual([1, 0, 0, 0, 0]);
    expect(new Set(pages.map(({ meta }) => meta.total))).toEqual(new Set([1]));
  });
});

describe('odd searches', () => {
  it.each([
    '"'.repeat(200),
    '-'.repeat(200),
    '- '.repeat(100),
    '-!-('.repeat(50),
    `${'-'.repeat(100)} kubenretes`,
    "'".repeat(200),
    '& | ! ( ) <-> :*',
    "a' || 'b",
    'or or or',
    '-or',
    '- "',
    '\\'.repeat(200),
    'ﷺ'.repeat(200),
    'ß'.repeat(200),
    'x'.repeat(200),
    'é'.repeat(200),
    '漢字 カナ',
    'кириллица',
    '"unclosed',
    '-"unclosed',
    'a:b:c http://example.com/?q=1#x user@example.com 1e400 -1.5',
    '\u0002\u0003\u0004\u0005',
    '<mark>',
    'kubenretes '.repeat(18),
  ])('get an answer: %j (C098)', async (q) => {
    for (const sortBy of ['relevance', 'publishedAt', 'title']) await search(q, { sortBy });
  });

  it('are refused with NUL, or beyond 200 characters', async () => {
    for (const q of ['a\u0000b', 'x'.repeat(201), '']) {
      const reply = await server.api.get('/posts', { query: { q } });
      expect([reply.status, reply.body.errors[0].field]).toEqual([400, 'q']);
    }
  });
});
