import { startApp, type TestApp } from '../support/app.js';
import { rawRequest } from '../support/raw-request.js';
import { aUser } from '../support/users.js';
import { Watch } from './watch.js';

describe('lines of the log', () => {
  let test: TestApp;
  let watch: Watch;

  beforeAll(async () => {
    test = await startApp();
    watch = new Watch(test);
  });

  afterAll(async () => {
    watch.stop();
    await test.stop();
  });

  it('C200: no refusal repeats the value that it refuses', async () => {
    const canary = 'canary-value-1';
    const bodies = [
      { email: canary },
      { password: canary },
      { password: { canary } },
      { email: [canary], password: 7 },
    ];
    for (const path of ['/auth/register', '/auth/login', '/auth/password/reset', '/auth/email/verify']) {
      for (const body of [...bodies, { token: { canary }, password: canary }, { token: [canary] }]) {
        const { status, text } = await test.api.post(path, body);
        expect([path, status, text.includes(canary)]).toEqual([path, 400, false]);
      }
    }
    expect(watch.lines.join('\n')).not.toContain(canary);
  });

  it('C203: nothing that comes in breaks a line of the log, makes it long, or stands in for our ids', async () => {
    const before = watch.lines.length;
    const paths = [
      '/api/v1/posts/%0d%0a%1b[31mred',
      '/api/v1/users/a%e2%80%a8b',
      `/api/v1/posts/${'x'.repeat(10_000)}`,
    ];
    const requestId = '{"level":"fatal"}\x9b31m';
    for (const path of paths) {
      const lines = [
        `GET ${path} HTTP/1.1`,
        'Host: a',
        'Connection: close',
        `User-Agent: \x9b31mred\t${'y'.repeat(4000)}`,
      ];
      const ids = [`X-Request-Id: ${requestId}`, `X-Correlation-Id: ${requestId}`];
      const reply = await rawRequest(test.url, `${[...lines, ...ids].join('\r\n')}\r\n\r\n`);
      expect(reply.text).not.toContain('fatal');
      expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(reply.headers['x-correlation-id']).toBe(reply.headers['x-request-id']);
    }
    const { api } = await aUser().in(test);
    await api.patch('/users/me', { name: 'a\u2028b\u001b[31m' });
    await api.post('/posts', { title: 'a\r\nb\u2028\u202e', content: 'x' });
    const written = watch.lines.slice(before);
    expect(written.length).toBeGreaterThanOrEqual(5);
    for (const line of written) {
      expect(line.length).toBeLessThan(2_000);
      expect(line.trimEnd()).toMatch(/^[^\p{Cc}\u2028\u2029\u202e]+$/u);
      expect(JSON.parse(line)).toHaveProperty('level');
    }
  });
});
