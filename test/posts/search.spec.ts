import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { manyPosts } from './many-posts.js';

interface Found extends ShownPost {
  highlight: { title: string; content: string };
}

let server: TestApp;
let ann: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  await manyPosts(server, ann.id, 100);
});
afterAll(() => server.stop());

async function search(q: string, more: Record<string, string | number> = {}): Promise<Found[]> {
  const reply = await server.api.get('/posts', { query: { q, ...more } });
  expect(reply.status).toBe(200);
  return reply.data as Found[];
}

const titles = (posts: Found[]): string[] => posts.map(({ title }) => title);

describe('searching posts', () => {
  it('finds words in all their forms in title, tags, excerpt and content, the weightier first', async () => {
    await aPost().by(ann.api).titled('In content').with({ content: 'The narwhal swims.' }).published();
    await aPost().by(ann.api).titled('In excerpt').with({ excerpt: 'Narwhals swim.' }).published();
    await aPost().by(ann.api).titled('In tags').tagged('narwhal').published();
    await aPost().by(ann.api).titled('A narwhal').published();
    expect(titles(await search('NARWHALS'))).toEqual(['A narwhal', 'In tags', 'In excerpt', 'In content']);
    expect(titles(await search('narwhal', { sortBy: 'title', sortOrder: 'asc' }))[0]).toBe('A narwhal');
    expect(titles(await search('narwhal', { sortBy: 'relevance', sortOrder: 'asc' }))[0]).toBe('In content');
  });

  describe('ranks', () => {
    const RANKING = ['Basset at large', 'Tagged', 'Excerpted', 'Told often', 'Told once'];
    beforeAll(async () => {
      const filler = 'Nothing else is told of here. '.repeat(5);
      const post = (title: string): ReturnType<typeof aPost> => aPost().by(ann.api).titled(title);
      await post('Told often')
        .with({ content: `${'The basset barks. '.repeat(6)}${filler}` })
        .published();
      await post('Basset at large').with({ content: filler }).published();
      await post('Told once')
        .with({ content: `${filler}A basset, and a dachshund.` })
        .published();
      await post('Excerpted').with({ excerpt: 'On bassets', content: filler }).published();
      await post('Tagged').tagged('basset').with({ content: filler }).published();
    });

    it('by what the words stand in, and contents by how much they say of it', async () => {
      expect(titles(await search('basset'))).toEqual(RANKING);
      expect(titles(await search('basset', { sortBy: 'relevance', sortOrder: 'asc' }))).toEqual(RANKING.toReversed());
    });

    it('the same whatever is excluded', async () => {
      expect(titles(await search('basset -narwhal'))).toEqual(RANKING);
    });

    it('one of several words in a title higher than all of them in a content', async () => {
      await aPost().by(ann.api).titled('All dachshunds').with({ content: 'Here with a basset.' }).published();
      expect(titles(await search('basset dachshund'))).toEqual(['All dachshunds', 'Told once']);
    });

    it.each(['asc', 'desc'])('the same in pages of any length, by cursor and by number: %s', async (sortOrder) => {
      const more = { q: 'basset', sortBy: 'relevance', sortOrder };
      const all = titles(await search('basset', more));
      for (const limit of [1, 2, 3, 4]) {
        const byNumber: string[] = [];
        for (let page = 1; page <= Math.ceil(all.length / limit); page += 1) {
          byNumber.push(...titles(await search('basset', { ...more, limit, page })));
        }
        const byCursor: string[] = [];
        for (let cursor: string | undefined; ;) {
          const { body } = await server.api.get('/posts', { query: { ...more, limit, cursor } });
          byCursor.push(...titles(body.data as Found[]));
          if (!body.meta.hasNext) break;
          cursor = body.meta.nextCursor as string;
        }
        expect([byNumber, byCursor]).toEqual([all, all]);
      }
    });
  });

  it('finds what stands between angle brackets, and behind them', async () => {
    await aPost().by(ann.api).titled('Types').with({ content: 'Map<chimera> and <script> then sphinx' }).published();
    expect(titles(await search('chimera sphinx'))).toEqual(['Types']);
  });

  it('understands phrases, exclusion and alternatives', async () => {
    await aPost().by(ann.api).titled('Security release of the kraken').published();
    await aPost().by(ann.api).titled('Kraken: release of security').published();
    expect(titles(await search('"security release" kraken'))).toEqual(['Security release of the kraken']);
    expect(await search('kraken -of')).toHaveLength(2);
    expect(await search('kraken -release')).toHaveLength(0);
    expect(await search('kraken or narwhal')).toHaveLength(6);
  });

  it('sees an edit at once', async () => {
    const post = await aPost().by(ann.api).titled('Basilisk').published();
    expect(await search('basilisk')).toHaveLength(1);
    await ann.api.patch(`/posts/${post.id}`, { title: 'Cockatrice', tags: ['gryphon'] });
    expect(await search('basilisk')).toHaveLength(0);
    expect(await search('cockatrice gryphon')).toHaveLength(1);
  });

  it('walks its ranking by cursor', async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { body } = await server.api.get('/posts', { query: { q: 'lorem', limit: 7, cursor } });
      seen.push(...(body.data as Found[]).map(({ id }) => id));
      if (!body.meta.hasNext) break;
      cursor = body.meta.nextCursor as string;
    }
    expect([seen.length, new Set(seen).size]).toEqual([100, 100]);
  });

  it('C096: takes wildcards for what they are', async () => {
    await aPost().by(ann.api).titled('50%_off').published();
    expect(titles(await search('%'))).toEqual(['50%_off']);
    expect(titles(await search('_'))).toEqual(['50%_off']);
    expect(titles(await search('50%_off'))).toEqual(['50%_off']);
    await aPost().by(ann.api).titled('Notes').with({ content: 'Written in C++ for the gorgon' }).published();
    await aPost().by(ann.api).titled('Others').with({ content: 'Written in C for the gorgon' }).published();
    expect(titles(await search('C++ gorgon'))).toEqual(['Notes']);
  });

  it.each([
    "'",
    '&',
    '!',
    'a:*',
    'a <-> b',
    '(',
    ':',
    '\\',
    '"',
    '-',
    'the and of',
    '-whales',
    'a or',
    '🐳',
    'x '.repeat(100).trim(),
    "'; DROP TABLE posts; --",
    '<script>alert(1)</script>',
  ])('C098: survives %j', async (q) => {
    expect((await server.api.get('/posts', { query: { q } })).status).toBe(200);
    expect((await server.api.get('/users/ann/posts', { query: { q, sortBy: 'createdAt' } })).status).toBe(200);
  });
});

describe('the highlight', () => {
  it('marks the hits in title and content', async () => {
    await aPost()
      .by(ann.api)
      .titled('On phoenixes')
      .with({ content: `${'Word. '.repeat(200)} A phoenix rises.` })
      .published();
    const [post] = await search('phoenix');
    expect(post?.highlight.title).toBe('On <mark>phoenixes</mark>');
    expect(post?.highlight.content).toContain('A <mark>phoenix</mark> rises');
    expect(post?.highlight.content.length).toBeLessThan(400);
  });

  it('stands only in searches', async () => {
    const { data } = await server.api.get('/posts');
    expect((data as object[]).some((post) => 'highlight' in post)).toBe(false);
  });

  it.each([
    '<script>alert("hydra")</script>',
    '<img src=x onerror=alert(1)> hydra',
    "hydra' onmouseover='alert(1)",
    '<a href=" java\nscript:alert(1)">hydra</a>',
    '[hydra](javascript:alert(1)) & <svg onload=alert(1)>',
    '\u0002<b>\u0003 hydra \u0002forged\u0003',
    '<mark>forged</mark> hydra',
    '&lt;hydra&gt; &#60;script&#62;',
  ])('C099: is safe to insert with %j in title and content', async (hostile) => {
    const post = await aPost().by(ann.api).titled(hostile).with({ content: hostile }).published();
    const hits = (await search('hydra', { limit: 100 })).filter(({ id }) => id === post.id);
    expect(hits).toHaveLength(1);
    const { title, content } = hits[0]?.highlight ?? { title: '', content: '' };
    for (const html of [title, content]) {
      expect(html.replaceAll(/<\/?mark>/g, '')).not.toMatch(/[<>"']/);
      expect(html.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      expect(html).not.toContain('<mark>forged');
      expect(html.split('<mark>')).toHaveLength(html.split('</mark>').length);
    }
    expect(`${title}${content}`).toContain('<mark>hydra</mark>');
    const read = await server.api.get(`/posts/${post.id}`);
    expect(read.data.content).toBe(hostile);
    expect(read.headers.get('content-type')).toMatch(/^application\/json/);
    expect(read.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('escapes what a search without words finds', async () => {
    await aPost().by(ann.api).titled('<i>~~~</i>').with({ content: '<script>' }).published();
    const [post] = await search('~~~');
    expect(post?.highlight).toEqual({ title: '&lt;i&gt;~~~&lt;/i&gt;', content: '&lt;script&gt;' });
  });
});
