import type { Reply } from '../support/client.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { until } from '../support/until.js';
import { aUser } from '../support/users.js';
import { fetch } from '../support/fetch.js';

/** What differs between two answers to one question. */
const OF_ITS_OWN = ['x-request-id', 'x-correlation-id', 'server-timing', 'date', 'ratelimit', 'cache-status'];

let server: TestApp;
beforeAll(async () => {
  server = await startApp({
    throttle: { enabled: true, limit: 40 },
    server: { allowedOrigins: ['https://app.example'], trustProxy: ['127.0.0.1'] },
  });
  const ann = await aUser().named('ann').in(server);
  await aPost()
    .by(ann.api)
    .with({ slug: 'hot', content: 'Words. '.repeat(400) })
    .published();
});
afterAll(() => server.stop());

let callers = 0;

/** Calls as somebody who has not called before, so that no limit is met by chance. */
function asSomebody(): (path: string, headers?: Record<string, string>) => Promise<Reply> {
  callers += 1;
  const address = `192.0.2.${callers}`;
  return (path, headers = {}) => server.api.get(path, { headers: { 'X-Forwarded-For': address, ...headers } });
}

function comparable({ status, headers, text }: Reply): object {
  const shared = [...headers].filter(([name]) => name !== 'vary' && !OF_ITS_OWN.includes(name));
  const vary = new Set(headers.get('vary')?.toLowerCase().split(', '));
  return { status, headers: shared, vary, text };
}

describe('an answer that is kept', () => {
  it.each(['/posts/hot', '/posts?limit=3', '/tags', '/users/ann', '//feed.xml', '//feed.json', '//sitemap.xml'])(
    'is the one that was made, in every header: %s',
    async (path) => {
      const get = asSomebody();
      const browser = { Origin: 'https://app.example', 'Accept-Encoding': 'br' };
      const [made, kept] = [await get(path, browser), await get(path, browser)];
      expect([made, kept].map(({ headers }) => headers.get('cache-status'))).toEqual(['quire; fwd=miss', 'quire; hit']);
      expect(comparable(kept)).toEqual(comparable(made));
      const known = { ...browser, 'If-None-Match': made.headers.get('etag') ?? '' };
      const unchanged = await get(path, known);
      expect([unchanged.status, unchanged.text]).toEqual([304, '']);
      expect(unchanged.headers.get('etag')).toMatch(/^".+"$/);
      expect(unchanged.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
    },
  );

  it.each(['br', 'gzip', 'gzip, deflate, br, zstd', 'br;q=0, gzip', '*', 'x-gzip', 'identity'])(
    'is the same in each coding: %s',
    async (accepted) => {
      const get = asSomebody();
      const path = `/posts/hot?${new URLSearchParams({ render: 'html' }).toString()}`;
      const plain = await get(path, { 'Accept-Encoding': 'identity' });
      const [one, other] = [
        await get(path, { 'Accept-Encoding': accepted }),
        await get(path, { 'Accept-Encoding': accepted }),
      ];
      expect(comparable(one)).toEqual(comparable(other));
      expect(one.text).toBe(plain.text);
      const known = { 'Accept-Encoding': accepted, 'If-None-Match': one.headers.get('etag') ?? '' };
      expect((await get(path, known)).status).toBe(304);
    },
  );

  it('has ids and a time of its own', async () => {
    const get = asSomebody();
    await get('/posts/hot');
    const [one, other] = [await get('/posts/hot', { 'X-Correlation-Id': 'mine' }), await get('/posts/hot')];
    expect(one.headers.get('x-correlation-id')).toBe('mine');
    expect(one.headers.get('x-request-id')).not.toBe(other.headers.get('x-request-id'));
    expect(other.headers.get('server-timing')).toMatch(/^app;dur=\d/);
  });

  it('counts against the limits, and is refused beyond them', async () => {
    const get = asSomebody();
    const statuses: number[] = [];
    for (let count = 0; count < 41; count += 1) statuses.push((await get('/posts/hot')).status);
    expect(statuses).toEqual([...Array<number>(40).fill(200), 429]);
  });

  it('is for nobody who accepts no JSON, has a bad token, or sends a query that is unknown', async () => {
    const get = asSomebody();
    await get('/posts/hot');
    expect((await get('/posts/hot', { Accept: 'text/html' })).status).toBe(406);
    expect((await get('/posts/hot', { Authorization: 'Bearer x' })).status).toBe(401);
    expect((await get('/posts/hot', { 'X-API-Key': 'x' })).status).toBe(401);
    expect((await get('/posts/hot?unknown=1')).status).toBe(400);
  });

  it('has no body for HEAD', async () => {
    await asSomebody()('/posts/hot');
    const reply = await fetch(`${server.url}/api/v1/posts/hot`, { method: 'HEAD' });
    expect([reply.status, await reply.text()]).toEqual([200, '']);
    expect(reply.headers.get('etag')).toMatch(/^".+"$/);
  });

  it('is logged and counted like any other', async () => {
    await asSomebody()('/posts/hot');
    const counted = async (): Promise<number> => {
      const { text } = await server.api.get('//metrics');
      const line = /^http_request_duration_seconds_count\{.*route="\/api\/v1\/posts\/:id",status="200".*\} (\d+)$/m;
      return Number(line.exec(text)?.[1]);
    };
    const before = await counted();
    await asSomebody()('/posts/hot');
    await until(async () => (await counted()) === before + 1);
  });
});

describe('CACHE_ENABLED=false', () => {
  it('makes every answer anew', async () => {
    const anew = await startApp({ cache: { enabled: false } }, server);
    const replies = [await anew.api.get('/posts/hot'), await anew.api.get('/posts/hot')];
    expect(replies.map(({ status, headers }) => [status, headers.get('cache-status')])).toEqual([
      [200, 'quire; fwd=bypass'],
      [200, 'quire; fwd=bypass'],
    ]);
    await anew.stop();
  });
});
