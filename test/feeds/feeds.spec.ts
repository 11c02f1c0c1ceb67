import { Readable } from 'node:stream';
import { XMLParser } from 'fast-xml-parser';
import FeedParser from 'feedparser';
import { SaxesParser } from 'saxes';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
beforeAll(async () => {
  server = await startApp({ server: { publicUrl: 'https://api.example', appUrl: 'https://www.example/blog' } });
  ann = await aUser().named('ann').called('Ann & <Co>').in(server);
  bob = await aUser().named('bob').in(server);
});
afterAll(() => server.stop());

const FEEDS = ['//feed.xml', '//feed.json'] as const;

/** @throws Error unless it is well-formed XML 1.0, with its namespaces declared and only characters that may stand in it. */
function checkXml(text: string): void {
  new SaxesParser({ xmlns: true }).write(text).close();
}

/** The items of an RSS feed as a feed reader sees them. */
async function readRss(text: string): Promise<{ meta: FeedParser.Meta; items: FeedParser.Item[] }> {
  checkXml(text);
  const parser = new FeedParser({ addmeta: false });
  const items: FeedParser.Item[] = [];
  parser.on('readable', () => {
    for (let item = parser.read(); item; item = parser.read()) items.push(item);
  });
  await new Promise((resolve, reject) => {
    parser.on('error', reject).on('end', resolve);
    Readable.from([text]).pipe(parser);
  });
  return { meta: parser.meta, items };
}

/** Holds a JSON Feed against the rules of version 1.1. */
function checkJsonFeed(feed: Record<string, unknown>): void {
  const isUrl = (value: unknown): boolean => typeof value === 'string' && URL.canParse(value);
  expect(feed.version).toBe('https://jsonfeed.org/version/1.1');
  expect(typeof feed.title).toBe('string');
  expect([feed.home_page_url, feed.feed_url].every(isUrl)).toBe(true);
  const items = feed.items as Record<string, unknown>[];
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  for (const item of items) {
    expect(item).not.toHaveProperty('author');
    expect(typeof item.id === 'string' && isUrl(item.url)).toBe(true);
    expect(typeof item.content_html === 'string' || typeof item.content_text === 'string').toBe(true);
    expect(new Date(String(item.date_published)).toISOString()).toBe(item.date_published);
    for (const author of item.authors as object[]) expect('name' in author || 'url' in author).toBe(true);
    expect((item.tags as unknown[]).every((tag) => typeof tag === 'string')).toBe(true);
  }
}

async function titles(path: string): Promise<string[]> {
  const reply = await server.api.get(path);
  expect(reply.status).toBe(200);
  if (path.startsWith('//feed.json')) return (reply.body.items as { title: string }[]).map(({ title }) => title);
  return (await readRss(reply.text)).items.map(({ title }) => title);
}

describe('feeds', () => {
  it('are sound while nothing is published, and the same at each reading', async () => {
    const replies = await Promise.all(FEEDS.map((path) => server.api.get(path)));
    expect((await readRss(replies[0]?.text ?? '')).items).toEqual([]);
    checkJsonFeed(replies[1]?.body);
    const again = await Promise.all(FEEDS.map((path) => server.api.get(path)));
    expect(again.map(({ headers }) => headers.get('etag'))).toEqual(replies.map(({ headers }) => headers.get('etag')));
  });

  it('show a post in full, with all that readers need', async () => {
    const post = await aPost()
      .by(ann.api)
      .titled('Fish & <chips> ]]> & ]]> more')
      .tagged('C++', 'a & b')
      .with({
        content: 'Hello *world* ]]> <script>alert(1)</script>\n\n[x](javascript:alert(1))',
        coverImageUrl: 'https://img.example/a.png',
      })
      .published();
    const { meta, items } = await readRss((await server.api.get('//feed.xml')).text);
    expect(meta).toMatchObject({
      title: 'Quire',
      link: 'https://www.example/blog/',
      xmlurl: 'https://api.example/feed.xml',
    });
    const [item] = items;
    expect(item).toMatchObject({
      guid: `urn:uuid:${post.id}`,
      link: `https://www.example/blog/posts/${post.slug}`,
      author: 'Ann & <Co>',
      categories: ['C++', 'a & b'],
      summary: '<p>Hello world ]]&gt; x</p>',
    });
    expect(item?.title).toBe('Fish & <chips> ]]&gt; & ]]&gt; more');
    expect(item?.pubdate?.getTime()).toBe(Math.floor(Date.parse(post.publishedAt ?? '') / 1000) * 1000);
    expect(item?.description).toContain('Hello <em>world</em> ]]&gt;');
    expect(item?.description).not.toMatch(/<script|="javascript/);
    const feed = (await server.api.get('//feed.json')).body;
    checkJsonFeed(feed);
    expect(feed.items[0]).toMatchObject({
      id: `urn:uuid:${post.id}`,
      url: `https://www.example/blog/posts/${post.slug}`,
      title: post.title,
      content_html: `${item?.description ?? ''}\n`,
      summary: 'Hello world ]]> x',
      image: 'https://img.example/a.png',
      authors: [{ name: 'Ann & <Co>' }],
      tags: ['C++', 'a & b'],
      date_published: post.publishedAt,
    });
    expect(JSON.stringify(feed)).not.toContain('@example.com');
  });

  it('survive what XML cannot express', async () => {
    await aPost()
      .by(bob.api)
      .titled('Bell \u0007 and \ufffe and 😀')
      .tagged('x\u0008y')
      .with({ content: 'A \u0001control \u001f and \uffff', excerpt: 'E \u000b F' })
      .published();
    const [item] = (await readRss((await server.api.get('//feed.xml?author=bob')).text)).items;
    expect(item).toMatchObject({ title: 'Bell  and  and 😀', categories: ['xy'] });
    expect(item?.description).toMatch(/A .*control/);
  });

  it('narrow to a tag, an author or both; an author that is not there is 404', async () => {
    await aPost().by(bob.api).titled('Bob on whales').tagged('whales').published();
    await aPost().by(ann.api).titled('Ann on whales').tagged('Whales').published();
    for (const feed of FEEDS) {
      expect(await titles(`${feed}?tag=whales`)).toEqual(['Ann on whales', 'Bob on whales']);
      expect(await titles(`${feed}?tag=WHALES&author=BOB`)).toEqual(['Bob on whales']);
      expect(await titles(`${feed}?author=${ann.id}&tag=whales`)).toEqual(['Ann on whales']);
      expect(await titles(`${feed}?tag=nobody-uses-it`)).toEqual([]);
      const missing = await server.api.get(`${feed}?author=nobody`);
      expect([missing.status, missing.body.code]).toEqual([404, 'NOT_FOUND']);
    }
    const { meta } = await readRss((await server.api.get('//feed.xml?author=bob&tag=whales')).text);
    expect(meta).toMatchObject({
      title: 'Quire: bob, whales',
      xmlurl: 'https://api.example/feed.xml?author=bob&tag=whales',
    });
  });

  it('C069: show published posts only, and each change to the next reader', async () => {
    const post = await aPost().by(bob.api).titled('Coming').tagged('soon').draft();
    const seen = (): Promise<string[][]> => Promise.all(FEEDS.map((feed) => titles(`${feed}?tag=soon`)));
    const sitemap = async (): Promise<boolean> => (await server.api.get('//sitemap.xml')).text.includes(post.slug);
    expect([await seen(), await sitemap()]).toEqual([[[], []], false]);
    await bob.api.post(`/posts/${post.id}/publish`);
    expect([await seen(), await sitemap()]).toEqual([[['Coming'], ['Coming']], true]);
    await bob.api.patch(`/posts/${post.id}`, { title: 'Here' });
    expect(await seen()).toEqual([['Here'], ['Here']]);
    await bob.api.post(`/posts/${post.id}/unpublish`);
    expect([await seen(), await sitemap()]).toEqual([[[], []], false]);
    await bob.api.post(`/posts/${post.id}/publish`);
    expect(await seen()).toEqual([['Here'], ['Here']]);
    await bob.api.delete(`/posts/${post.id}`);
    expect([await seen(), await sitemap()]).toEqual([[[], []], false]);
  });

  it('show an author’s new name', async () => {
    await aPost().by(bob.api).published();
    await server.api.get('//feed.json?author=bob');
    await bob.api.patch('/users/me', { name: 'Robert' });
    expect((await server.api.get('//feed.json?author=bob')).body.items[0].authors).toEqual([{ name: 'Robert' }]);
  });

  it('show contents in full until they are too long together, then summaries', async () => {
    const zoe = await aUser().named('zoe').in(server);
    for (let n = 0; n < 7; n += 1) {
      const content = `${n === 1 ? 'Endless '.repeat(20_000) : 'Long '.repeat(18_000)}number ${n}`;
      await aPost().by(zoe.api).titled(`Long ${n}`).with({ content }).published();
    }
    const items = (await server.api.get('//feed.json?author=zoe')).body.items as { content_html: string }[];
    const full = items.map(({ content_html }) => content_html.includes('number'));
    expect(full).toEqual([true, true, true, true, true, false, false]);
    expect(items.every(({ content_html }) => content_html.startsWith('<p>'))).toBe(true);
  });
});

describe('the answers that carry feeds', () => {
  const paths = ['//feed.xml', '//feed.json', '//sitemap.xml'];
  const types = ['application/rss+xml', 'application/feed+json', 'application/xml'];

  it('state their type, for whatever is accepted', async () => {
    for (const Accept of ['*/*', 'application/rss+xml, text/xml;q=0.9', 'text/html', 'application/json']) {
      const replies = await Promise.all(paths.map((path) => server.api.get(path, { headers: { Accept } })));
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(replies.map(({ headers }) => headers.get('content-type'))).toEqual(
        types.map((type) => `${type}; charset=utf-8`),
      );
    }
  });

  it('are cached, tagged, and not sent again to who has them', async () => {
    await aPost().by(ann.api).published();
    for (const path of paths) {
      const first = await server.api.get(path);
      const second = await server.api.get(path);
      const cached = [first, second].map(({ headers }) => headers.get('cache-status'));
      expect([path, ...cached]).toEqual([path, 'quire; fwd=miss', 'quire; hit']);
      expect([second.text, second.headers.get('etag')]).toEqual([first.text, first.headers.get('etag')]);
      expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
      expect(second.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
      expect(first.headers.get('etag')).toMatch(/^"[\w-]+(?:-br|-gzip)?"$/);
      const known = { 'If-None-Match': first.headers.get('etag') ?? '' };
      const third = await server.api.get(path, { headers: known });
      expect([third.status, third.text]).toEqual([304, '']);
    }
  });

  it('refuse what they don’t know, with a problem', async () => {
    for (const [path, field] of [
      ['//feed.xml?page=1', 'page'],
      ['//feed.json?tag=', 'tag'],
      ['//sitemap.xml?page=0', 'page'],
      ['//sitemap.xml?tag=x', 'tag'],
    ] as const) {
      const reply = await server.api.get(path);
      expect([path, reply.status, reply.body.errors[0].field]).toEqual([path, 400, field]);
      expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    }
    expect((await server.api.get('//sitemap.xml?page=9')).status).toBe(404);
    expect((await server.api.post('//feed.xml', {})).status).toBe(405);
  });

  it('read no token as a user’s, not even a bad one', async () => {
    for (const path of paths) expect((await server.api.with('forged').get(path)).status).toBe(200);
  });

  it('answer HEAD without a body', async () => {
    const reply: Reply = await server.api.call('HEAD', '//feed.xml');
    expect([reply.status, reply.text]).toEqual([200, '']);
  });
});

describe('the sitemap', () => {
  const parser = new XMLParser({ ignoreAttributes: false });
  const read = async (path: string): Promise<Record<string, never>> => {
    const { status, text } = await server.api.get(path);
    expect(status).toBe(200);
    checkXml(text);
    return parser.parse(text) as Record<string, never>;
  };

  it('names every published post by an absolute address, with the time of its last change', async () => {
    const { urlset } = (await read('//sitemap.xml')) as unknown as {
      urlset: { '@_xmlns': string; url: { loc: string; lastmod?: string }[] };
    };
    expect(urlset['@_xmlns']).toBe('http://www.sitemaps.org/schemas/sitemap/0.9');
    const [home, ...posts] = urlset.url;
    expect(home).toEqual({ loc: 'https://www.example/blog/' });
    const { meta, data } = (await server.api.get('/posts?limit=100')).body;
    expect(posts).toHaveLength(meta.total);
    expect(posts.at(-1)?.loc).toBe(`https://www.example/blog/posts/${data[0].slug}`);
    for (const { loc, lastmod = '' } of posts) {
      expect(loc.startsWith('https://www.example/blog/posts/') && loc.length < 2048).toBe(true);
      expect(new Date(lastmod).toISOString()).toBe(lastmod);
    }
  });

  it('becomes an index of several when there are many posts', async () => {
    const total = 12_003;
    const before = (await server.api.get('/posts')).body.meta.total as number;
    const database = server.app.get(Database);
    await database.queryText(
      `INSERT INTO posts (id, author_id, slug, title, content, status, reading_time_minutes, published_at, created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'many-' || n, 'Many ' || n, 'x', 'published', 1, now() - n * interval '1 minute', now(), now()
       FROM generate_series(1, $2::integer) n`,
      [ann.id, total - before],
    );
    await aPost().by(ann.api).titled('The last one').published();
    const { sitemapindex } = (await read('//sitemap.xml')) as unknown as {
      sitemapindex: { sitemap: { loc: string }[] };
    };
    const locations = sitemapindex.sitemap.map(({ loc }) => loc);
    expect(locations).toEqual([1, 2, 3].map((n) => `https://api.example/sitemap.xml?page=${n}`));
    const slugs = new Set<string>();
    for (const location of locations) {
      const { urlset } = (await read(location.replace('https://api.example', '/'))) as unknown as {
        urlset: { url: { loc: string }[] };
      };
      expect(urlset.url.length).toBeLessThanOrEqual(50_000);
      for (const { loc } of urlset.url) slugs.add(loc);
    }
    expect(slugs.size).toBe(total + 2);
    expect((await server.api.get('//sitemap.xml?page=4')).status).toBe(404);
  });
});
