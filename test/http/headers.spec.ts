import { startApp, type TestApp } from '../support/app.js';
import { loadConfig } from '../../src/platform/config/index.js';
import { fetch } from '../support/fetch.js';

let server: TestApp;
beforeAll(async () => {
  server = await startApp({ server: { allowedOrigins: ['https://app.example'] } });
});
afterAll(() => server.stop());

describe('security headers', () => {
  it('C140: stand on successes and failures alike', async () => {
    const replies = await Promise.all([
      server.api.get('/posts'),
      server.api.get('/nowhere'),
      server.api.get('/users/me'),
      server.api.post('/auth/login', '{'),
      server.api.get('//health/live'),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 404, 401, 400, 200]);
    for (const { headers } of replies) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none';base-uri 'none'");
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-site');
      expect(headers.get('server')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});

describe('CORS', () => {
  const get = (origin: string): Promise<{ headers: Headers }> =>
    server.api.get('/posts', { headers: { Origin: origin } });

  it('C135: echoes exactly the origins that are listed', async () => {
    const listed = await get('https://app.example');
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(listed.headers.get('access-control-allow-credentials')).toBe('true');
    expect(listed.headers.get('vary')).toContain('Origin');
    const exposed = listed.headers.get('access-control-expose-headers') ?? '';
    for (const name of ['ETag', 'Location', 'RateLimit', 'X-Request-Id', 'Cache-Status'])
      expect(exposed).toContain(name);
  });

  it('C135: gives other origins nothing', async () => {
    const others = ['https://evil.example', 'null', 'https://app.example.evil.com', 'https://evilapp.example'];
    for (const origin of [...others, 'http://app.example', 'https://app.example:444', 'HTTPS://APP.EXAMPLE']) {
      const { headers } = await get(origin);
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('C137: a preflight is answered with what may be sent', async () => {
    const reply = await fetch(`${server.url}/api/v1/posts/x`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://app.example',
        'Access-Control-Request-Method': 'PATCH',
        'Access-Control-Request-Headers': 'authorization,if-match',
      },
    });
    expect(reply.status).toBe(204);
    expect(reply.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(reply.headers.get('access-control-allow-headers')).toContain('If-Match');
    expect(Number(reply.headers.get('access-control-max-age'))).toBeLessThanOrEqual(7200);
  });

  it('lets a failure be read by the frontend too', async () => {
    const reply = await server.api.get('/users/me', { headers: { Origin: 'https://app.example' } });
    expect([reply.status, reply.headers.get('access-control-allow-origin')]).toEqual([401, 'https://app.example']);
  });
});

describe('a frontend on a developer’s machine', () => {
  it('is allowed from localhost on any port outside production, and from nowhere in production', async () => {
    const local = await startApp({ server: { allowedOrigins: 'localhost' } }, server);
    try {
      for (const origin of ['http://localhost:5173', 'http://127.0.0.1:8080']) {
        const reply = await local.api.get('/posts', { headers: { Origin: origin } });
        expect(reply.headers.get('access-control-allow-origin')).toBe(origin);
      }
      const evil = await local.api.get('/posts', { headers: { Origin: 'http://localhost.evil.example' } });
      expect(evil.headers.get('access-control-allow-origin')).toBeNull();
    } finally {
      await local.stop();
    }
    const production = loadConfig({
      NODE_ENV: 'production',
      DATABASE_URL: server.databaseUrl,
      JWT_SECRET: 'k3yMaterial-of-a-production-like-secret-0123456789',
    });
    expect(production.server.allowedOrigins).toEqual([]);
  });
});
