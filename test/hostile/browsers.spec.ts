import { startApp, type TestApp } from '../support/app.js';
import { fetch } from '../support/fetch.js';

let server: TestApp;
beforeAll(async () => {
  server = await startApp({
    server: { allowedOrigins: ['https://app.example'] },
    throttle: { enabled: true, limit: 1000, ttl: 60 },
  });
});
afterAll(() => server.stop());

function options(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, { method: 'OPTIONS', headers });
}

describe('C137: a preflight', () => {
  const preflight = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'DELETE' };

  it('has an id and the security headers of every answer, and is not counted by the rate limit', async () => {
    const reply = await options('/api/v1/users/me', preflight);
    expect(reply.status).toBe(204);
    expect(reply.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(reply.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reply.headers.get('server-timing')).toMatch(/^app;dur=/);
    expect(reply.headers.get('ratelimit')).toBeNull();
  });

  it('is answered whatever the request to come will be told', async () => {
    for (const path of ['/api/v1/nowhere', '/api/v1/posts/%ff', '/health', '/metrics', '/api/v1/posts?bad=1']) {
      expect([path, (await options(path, preflight)).status]).toEqual([path, 204]);
    }
  });

  it('offers the methods and headers that there are, and cookies to the origins that are listed', async () => {
    const asked = { ...preflight, 'Access-Control-Request-Headers': 'authorization,x-evil' };
    const { headers } = await options('/api/v1/posts', asked);
    expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE');
    expect(headers.get('access-control-allow-headers')).not.toMatch(/evil|\*/i);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(Number(headers.get('access-control-max-age'))).toBeLessThanOrEqual(7200);
  });

  it('gives an origin that is not listed nothing', async () => {
    const reply = await options('/api/v1/posts', { ...preflight, Origin: 'https://evil.example' });
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    expect(reply.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('C123: an OPTIONS that is no preflight', () => {
  it.each([[{}], [{ Origin: 'https://app.example' }], [{ 'Access-Control-Request-Method': 'GET' }]] as Record<
    string,
    string
  >[][])('%j is a wrong method, like every other', async (headers) => {
    const known = await options('/api/v1/posts', headers);
    expect([known.status, known.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(await known.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 });
    const unknown = await options('/api/v1/nowhere', headers);
    expect(await unknown.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND', status: 404 });
  });
});

describe('C134: what is refused before any route', () => {
  it('is a problem document for every method', async () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      for (const path of ['/api/v1/posts', '/api/v1/nowhere', '/docs', '/health', '/nowhere']) {
        const reply = await fetch(server.url + path, { method, headers: { 'Content-Encoding': 'gzip' } });
        const expected = [method, path, 415, 'application/problem+json; charset=utf-8'];
        expect([method, path, reply.status, reply.headers.get('content-type')]).toEqual(expected);
        await reply.arrayBuffer();
      }
    }
  });

  it('is never told to use the method that it used', async () => {
    const reply = await fetch(`${server.url}/docs/nowhere.js`);
    expect(await reply.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND', status: 404 });
  });
});

describe('C140: security headers', () => {
  it('stand on an answer that has not changed, and on what is limited', async () => {
    const posts = `${server.url}/api/v1/posts`;
    const etag = (await fetch(posts)).headers.get('etag') ?? '';
    const unchanged = await fetch(posts, { headers: { 'If-None-Match': etag } });
    const body = '{"email":"nobody@example.com","password":"Wr0ng-password!"}';
    const login = (): Promise<Response> =>
      fetch(`${server.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
    let limited = await login();
    while (limited.status === 401) limited = await login();
    expect([unchanged.status, limited.status]).toEqual([304, 429]);
    for (const { headers } of [unchanged, limited]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none';base-uri 'none'");
      expect([headers.get('referrer-policy'), headers.get('server')]).toEqual(['no-referrer', null]);
    }
  });

  it('stand on refusals of every stage too', async () => {
    const json = { 'Content-Type': 'application/json' };
    const login = `${server.url}/api/v1/auth/login`;
    const replies = await Promise.all([
      fetch(`${server.url}/api/v1/posts`, { headers: { Accept: 'text/html' } }),
      fetch(login, { method: 'POST', headers: json, body: `"${'x'.repeat(200_000)}"` }),
      fetch(login, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'x' }),
      fetch(login, { method: 'POST', headers: { ...json, 'Content-Encoding': 'gzip' }, body: 'x' }),
      fetch(login, { method: 'PATCH', headers: json, body: '{}' }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([406, 413, 415, 415, 405]);
    for (const { headers } of replies) {
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none';base-uri 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    }
  });
});
