import {
  createQuire,
  MemoryTokenStore,
  QuireNetworkError,
  QuireResponseError,
  type QuireWithSession,
  type RetryOptions,
} from '../../clients/typescript/src/index.js';
import { retryAfterOf } from '../../clients/typescript/src/retry-after.js';
import { startApp, type TestApp } from '../support/app.js';
import { aUser, type TestUser } from '../support/users.js';
import { Network, problem } from './support/network.js';

const POSTS = '/api/v1/posts';
const ME = '/api/v1/users/me';
const DRAFT = { title: 'News', content: 'Words.' };

describe('repeating what may be repeated', () => {
  let test: TestApp;
  let ann: TestUser;
  let network: Network;

  beforeAll(async () => {
    test = await startApp();
  });

  beforeEach(async () => {
    ann = await aUser().in(test);
    network = new Network();
  });

  afterAll(() => test.stop());

  function client(retry: RetryOptions = {}, timeout?: number, server = test): QuireWithSession {
    const tokens = new MemoryTokenStore();
    tokens.write({ accessToken: ann.accessToken, expiresAt: Date.now() + 900_000 });
    return createQuire({
      baseUrl: server.url,
      fetch: network.fetch,
      tokens,
      timeout,
      retry: { firstPause: 1, ...retry },
    });
  }

  async function drafts(): Promise<number> {
    return (await client().get(POSTS, { query: { status: 'draft', author: ann.id } })).data.length;
  }

  it('a post whose answer was lost, or broke off, is written once', async () => {
    network.loseAnswer('POST', POSTS).breakAnswer('POST', POSTS).loseRequest('POST', POSTS);
    const { status, data, headers } = await client().post(POSTS, { body: DRAFT });
    expect([status, data.title, headers.get('idempotent-replayed')]).toEqual([201, 'News', 'true']);
    const sent = network.requests('POST', POSTS);
    expect(sent.map((request) => request.status)).toEqual([201, 201, undefined, 201]);
    expect(new Set(sent.map((request) => request.headers.get('idempotency-key'))).size).toBe(1);
    expect(await drafts()).toBe(1);
  });

  it('two calls are two writes, unless the caller says that they are one', async () => {
    const quire = client();
    await quire.post(POSTS, { body: DRAFT });
    await quire.post(POSTS, { body: DRAFT });
    expect(await drafts()).toBe(2);
    const one = { body: DRAFT, idempotencyKey: 'this very post' };
    await expect(quire.post(POSTS, one)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    const same = { ...one, idempotencyKey: 'this-very-post' };
    expect((await quire.post(POSTS, same)).data.id).toBe((await quire.post(POSTS, same)).data.id);
    expect(await drafts()).toBe(3);
  });

  it('a token that ends between attempts changes neither key nor count', async () => {
    const quire = client();
    network.loseAnswer('POST', POSTS).answer('POST', POSTS, problem(401, 'TOKEN_EXPIRED'));
    network.answer(
      'POST',
      '/api/v1/auth/refresh',
      Response.json({ data: { accessToken: ann.accessToken, expiresIn: 900 } }),
    );
    expect((await quire.post(POSTS, { body: DRAFT })).status).toBe(201);
    expect(new Set(network.requests('POST', POSTS).map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
    expect(await drafts()).toBe(1);
  });

  it('a write that is under way still is waited for', async () => {
    network.answer('POST', POSTS, problem(409, 'IDEMPOTENCY_IN_PROGRESS'));
    expect((await client().post(POSTS, { body: DRAFT })).status).toBe(201);
  });

  it('edits and sign-ins are never repeated', async () => {
    network.loseAnswer('PATCH', ME).answer('POST', '/api/v1/auth/login', problem(503, 'SERVICE_UNAVAILABLE'));
    await expect(client().patch(ME, { body: { bio: 'Hello' } })).rejects.toBeInstanceOf(QuireNetworkError);
    await expect(client().session.login({ email: ann.email, password: 'x' })).rejects.toMatchObject({ status: 503 });
    await expect(client().get(`${POSTS}/{id}`, { path: { id: 'nowhere' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(network.sent).toHaveLength(3);
  });

  it.each([
    ['a refusal of the API', (): Response => problem(503, 'SERVICE_UNAVAILABLE', { 'Retry-After': '0' })],
    ['a page of a proxy', (): Response => new Response('<h1>Bad gateway</h1>', { status: 502 })],
  ])('%s that passes is tried a bounded number of times, then thrown', async (_, answer) => {
    for (let attempt = 0; attempt < 5; attempt += 1) network.answer('GET', POSTS, answer());
    await expect(client({ attempts: 3 }).get(POSTS)).rejects.toMatchObject({ status: answer().status });
    expect(network.sent).toHaveLength(3);
    expect((await client({ attempts: 3 }).get(POSTS)).status).toBe(200);
  });

  it("a proxy's page is no answer of the API, whatever its status", async () => {
    network.answer('GET', POSTS, new Response('<h1>Log in to the airport</h1>', { status: 200 }));
    network.answer(
      'GET',
      ME,
      new Response('{', { status: 403, headers: { 'Content-Type': 'application/problem+json' } }),
    );
    await expect(client().get(POSTS)).rejects.toBeInstanceOf(QuireResponseError);
    await expect(client().get(ME)).rejects.toBeInstanceOf(QuireResponseError);
    expect(network.sent).toHaveLength(2);
  });

  it('a limit of the real server is waited out as it asks', async () => {
    const limited = await startApp({ throttle: { enabled: true, limit: 3, ttl: 1 } }, test);
    try {
      const quire = client({}, undefined, limited);
      const answers = [];
      for (let call = 0; call < 8; call += 1) answers.push((await quire.get(POSTS)).status);
      expect(answers).toEqual(Array(8).fill(200));
      expect(network.sent.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    } finally {
      await limited.stop();
    }
  });

  it('a server that asks for more time than the caller has gets no retry, and its wish is told', async () => {
    network.answer('GET', POSTS, problem(429, 'RATE_LIMITED', { 'Retry-After': '31' }));
    await expect(client().get(POSTS)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfter: 31 });
    expect(network.sent).toHaveLength(1);
  });

  it('never comes back before the asked time', async () => {
    network.answer('GET', POSTS, problem(503, 'SERVICE_UNAVAILABLE', { 'Retry-After': '1' }));
    const start = performance.now();
    await client().get(POSTS);
    // Timers may fire a moment early.
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  it('Retry-After is seconds or a date by the clock of the server', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    const seconds = (value: string, date?: string): number | undefined =>
      retryAfterOf(new Headers({ 'Retry-After': value, ...(date !== undefined && { Date: date }) }), now);
    expect(seconds('120')).toBe(120);
    expect(seconds('Thu, 01 Jan 2026 00:00:30 GMT')).toBe(30);
    expect(seconds('Thu, 01 Jan 2026 01:00:30 GMT', 'Thu, 01 Jan 2026 01:00:00 GMT')).toBe(30);
    expect(seconds('Wed, 31 Dec 2025 00:00:00 GMT')).toBe(0);
    expect([seconds('soon'), seconds('-1.5x'), retryAfterOf(new Headers())]).toEqual([undefined, undefined, undefined]);
  });

  it('a silent server is given up, and asked again', async () => {
    network.silence('GET', POSTS);
    expect((await client({}, 1_500).get(POSTS)).status).toBe(200);
    network.silence('GET', POSTS);
    const failure: unknown = await client({ attempts: 1 })
      .get(POSTS, { timeout: 50 })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(QuireNetworkError);
    expect((failure as QuireNetworkError).cause).toMatchObject({ name: 'TimeoutError' });
  });

  it('a caller who aborts gets their reason, in the middle of a pause too', async () => {
    network.answer('GET', POSTS, problem(503, 'SERVICE_UNAVAILABLE', { 'Retry-After': '20' }));
    const controller = new AbortController();
    const call = client().get(POSTS, { signal: controller.signal });
    const gone = new Error('The page is gone');
    setTimeout(() => {
      controller.abort(gone);
    }, 50);
    await expect(call).rejects.toBe(gone);
    await expect(client().get(POSTS, { signal: AbortSignal.abort(gone) })).rejects.toBe(gone);
    expect(network.sent).toHaveLength(1);
  });
});
