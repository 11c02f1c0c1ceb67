import { startApp, type TestApp } from '../support/app.js';
import { anApiKey } from '../support/api-keys.js';
import { aPost } from '../support/posts.js';
import { aUser } from '../support/users.js';

const running: TestApp[] = [];
afterEach(async () => {
  for (const app of running.splice(0).reverse()) await app.stop();
});

async function limitedTo(limit: number, changes: Parameters<typeof startApp>[0] = {}): Promise<TestApp> {
  const app = await startApp({ throttle: { enabled: true, limit, ttl: 60 }, ...changes });
  running.push(app);
  return app;
}

async function statuses(count: number, call: (index: number) => Promise<{ status: number }>): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index += 1) all.push((await call(index)).status);
  return all;
}

describe('rate limits', () => {
  it('C155: tell what is left, and refuse with 429, Retry-After and a problem when nothing is', async () => {
    const { api } = await limitedTo(3);
    const first = await api.get('/posts');
    expect(first.headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"default";r=2;t=\d+$/);
    expect(await statuses(2, () => api.get('/posts'))).toEqual([200, 200]);
    const refused = await api.get('/posts');
    expect([refused.status, refused.body.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused.headers.get('ratelimit')).toMatch(/^"default";r=0;t=\d+$/);
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  it('count unknown routes and bad tokens too, but neither probes nor metrics', async () => {
    const { api } = await limitedTo(3);
    expect(await statuses(5, () => api.get('//health/live'))).toEqual([200, 200, 200, 200, 200]);
    expect((await api.get('//metrics')).status).toBe(200);
    expect((await api.get('/nowhere')).status).toBe(404);
    expect(await statuses(3, (index) => api.with(`guess-${index}`).get('/users/me'))).toEqual([401, 401, 429]);
  });

  it('count each user apart from their address', async () => {
    const app = await limitedTo(2);
    const [ann, ben] = [await aUser().in(app), await aUser().in(app)];
    expect(await statuses(3, () => app.api.get('/posts'))).toEqual([200, 200, 429]);
    expect(await statuses(3, () => ann.api.get('/posts'))).toEqual([200, 200, 429]);
    expect(await statuses(2, () => ben.api.get('/posts'))).toEqual([200, 200]);
  });

  it('count each API key apart from its owner, but what an operation limits for both together', async () => {
    const app = await limitedTo(20);
    const ann = await aUser().in(app);
    const { id } = await aPost().by(ann.api).published();
    const [busy, quiet] = [await anApiKey(app, ann, 'posts:read'), await anApiKey(app, ann, 'comments:write')];
    expect(await statuses(21, () => busy.api.get('/posts'))).toEqual([...Array<number>(20).fill(200), 429]);
    const comment = (): Promise<{ status: number }> => quiet.api.post(`/posts/${id}/comments`, { content: 'Words.' });
    expect(await statuses(11, comment)).toEqual([...Array<number>(10).fill(201), 429]);
    expect((await ann.api.get('/posts')).status).toBe(200);
    expect((await ann.api.post(`/posts/${id}/comments`, { content: 'Words.' })).status).toBe(429);
  });

  it('C145: an address may try ten sign-ins a minute, whosever they are', async () => {
    const { api } = await limitedTo(1000);
    const tries = await statuses(12, (index) =>
      api.post('/auth/login', { email: `user-${index}@example.com`, password: 'Wr0ng-password!' }),
    );
    expect(tries).toEqual([...Array<number>(10).fill(401), 429, 429]);
  });

  it('C147: forwarded addresses of strangers do not count', async () => {
    const { api } = await limitedTo(2);
    const headers = ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'CF-Connecting-IP'];
    const tries = await statuses(4, (index) =>
      api.get('/posts', { headers: { [headers[index] ?? '']: `10.0.0.${index}` } }),
    );
    expect(tries).toEqual([200, 200, 429, 429]);
  });

  it('C149: behind a trusted proxy the client counts, by the network of its IPv6 address', async () => {
    const { config } = await limitedTo(1);
    const { api } = await limitedTo(1, { server: { ...config.server, trustProxy: ['127.0.0.1'] } });
    const from = (address: string): Promise<{ status: number }> =>
      api.get('/posts', { headers: { 'X-Forwarded-For': address } });
    expect(await statuses(1, () => from('2001:db8::1'))).toEqual([200]);
    const same = ['2001:DB8::1', '2001:db8:0:0:ffff::2', '2001:0db8:0000:0000:0000:0000:0000:0001'];
    expect(await statuses(3, (index) => from(same[index] ?? ''))).toEqual([429, 429, 429]);
    expect((await from('2001:db8:0:1::1')).status).toBe(200);
    expect((await from('192.0.2.7')).status).toBe(200);
    expect((await from('::ffff:192.0.2.7')).status).toBe(429);
  });

  it('are lifted together', async () => {
    const { api } = await limitedTo(1, { throttle: { enabled: false, limit: 1, ttl: 60 } });
    expect(await statuses(3, () => api.get('/posts'))).toEqual([200, 200, 200]);
    expect((await api.get('/posts')).headers.get('ratelimit')).toBeNull();
  });
});
