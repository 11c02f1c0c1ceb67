import { startApp, type TestApp } from '../support/app.js';
import { aUser, PASSWORD } from '../support/users.js';
import { fetch } from '../support/fetch.js';

const TOKEN = 'a-scraper-token-of-16-bytes-or-more';

describe('The metrics', () => {
  let quire: TestApp | undefined;

  afterEach(async () => {
    await quire?.stop();
    quire = undefined;
  });

  const scrape = (url: string, authorization?: string): Promise<Response> =>
    fetch(`${url}/metrics`, { headers: authorization === undefined ? {} : { Authorization: authorization } });

  it('are open outside production and speak of routes, queries, the pool and the process', async () => {
    quire = await startApp();
    await fetch(`${quire.url}/api/v1/posts?q=canary`);
    const answer = await scrape(quire.url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const text = await answer.text();
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/posts",status="200"\} 1/);
    expect(text).toMatch(/db_query_duration_seconds_count\{statement="[^"]+"\}/);
    expect(text).toMatch(/db_pool_connections\{state="total"\} \d/);
    expect(text).toContain('nodejs_heap_size_used_bytes');
    expect(text).not.toContain('canary');
  });

  it('are for those who hold the token, where there is one', async () => {
    quire = await startApp({ metrics: { token: TOKEN }, environment: 'production' });
    for (const authorization of [undefined, TOKEN, `Basic ${TOKEN}`, 'Bearer wrong', `Bearer ${TOKEN}x`]) {
      const answer = await scrape(quire.url, authorization);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(await answer.json()).toMatchObject({ code: 'AUTHENTICATION_REQUIRED' });
    }
    const answer = await scrape(quire.url, `Bearer ${TOKEN}`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('process_cpu')]);
  });

  it('count sign-ins by their outcome, and what the limits refuse', async () => {
    quire = await startApp({ throttle: { enabled: true, limit: 1000, ttl: 60 } });
    const ann = await aUser().in(quire);
    await quire.api.post('/auth/login', { email: ann.email, password: PASSWORD });
    for (let tries = 0; tries < 10; tries += 1) {
      await quire.api.post('/auth/login', { email: ann.email, password: 'Wr0ng-password!' });
    }
    const text = await (await scrape(quire.url)).text();
    expect(text).toContain('logins_total{outcome="succeeded"} 1');
    expect(text).toContain('logins_total{outcome="refused"} 5');
    expect(text).toContain('logins_total{outcome="limited"} 4');
    expect(text).toContain('rate_limited_requests_total{policy="login"} 1');
  });

  it('are not there in production without a token, whatever else is switched on (C142)', async () => {
    quire = await startApp({ environment: 'production' });
    const answer = await scrape(quire.url);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND' });
    expect((await fetch(`${quire.url}/openapi.json`)).status).toBe(200);
  });
});
