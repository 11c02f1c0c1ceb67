import { newApiKey } from '../../src/auth/api-keys/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { rawRequest } from '../support/raw-request.js';
import { aUser, PASSWORD } from '../support/users.js';

let server: TestApp;
beforeAll(async () => {
  server = await startApp({
    throttle: { enabled: true, limit: 30, ttl: 60 },
    server: { trustProxy: ['127.0.0.1'] },
  });
});
afterAll(() => server.stop());

/** Each test guesses from an address of its own. */
const from = (address: string): { headers: Record<string, string> } => ({ headers: { 'X-Forwarded-For': address } });

async function inTurn<T>(inputs: T[], call: (input: T) => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = [];
  for (const input of inputs) statuses.push((await call(input)).status);
  return statuses;
}

describe('guessing', () => {
  it('C151: all spellings of an address are one account', async () => {
    const ann = await aUser().named('ann').in(server);
    const spellings = [
      'ann@example.com',
      'ANN@example.com',
      ' ann@example.com ',
      'Ann@EXAMPLE.com',
      'ann@ｅxample.com',
    ];
    const wrong = (email: string): Promise<{ status: number }> =>
      server.api.post('/auth/login', { email, password: 'Wr0ng-password!' }, from('192.0.2.1'));
    expect(await inTurn(spellings, wrong)).toEqual(Array(5).fill(401));
    expect((await wrong('aNN@example.COM')).status).toBe(429);
    const right = { email: ann.email, password: PASSWORD };
    expect((await server.api.post('/auth/login', right, from('192.0.2.1'))).status).toBe(429);
  });

  it('C150: no dressing-up of the request opens another bucket', async () => {
    const login = '/api/v1/auth/login';
    const body = '{"email":"nobody@example.com","password":"Wr0ng-password!","deviceId":"x"}';
    const post = (target: string): Promise<{ status: number }> =>
      rawRequest(
        server.url,
        `POST ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 192.0.2.2\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    const targets = Array.from({ length: 10 }, (_, index) => [
      `${login}?try=${index}`,
      `/api/v1/auth/%6cogin#${index}`,
      `http://host-${index}.example${login}`,
    ]).flat();
    const statuses = await inTurn(targets.slice(0, 12), post);
    expect(statuses).toEqual([...Array<number>(10).fill(400), 429, 429]);
  });

  it('C156: tokens are guessed no faster than anything else', async () => {
    const guess = (index: number): string => Buffer.alloc(53, index).toString('base64url');
    const guesses = Array.from({ length: 32 }, (_, index) => guess(index));
    const refresh = (refreshToken: string): Promise<{ status: number }> =>
      server.api.post('/auth/refresh', { refreshToken }, from('192.0.2.3'));
    expect(await inTurn(guesses, refresh)).toEqual([...Array<number>(30).fill(401), 429, 429]);
    const tokens = Array.from({ length: 32 }, (_, index) => Buffer.alloc(32, index).toString('base64url'));
    const verify = (token: string): Promise<{ status: number }> =>
      server.api.post('/auth/email/verify', { token }, from('192.0.2.4'));
    const reset = (token: string): Promise<{ status: number }> =>
      server.api.post('/auth/password/reset', { token, password: PASSWORD }, from('192.0.2.4'));
    const statuses = await inTurn(tokens, (token) => (tokens.indexOf(token) % 2 ? verify : reset)(token));
    expect(new Set(statuses)).toEqual(new Set([400, 429]));
    expect(statuses.at(-1)).toBe(429);
    const keys = Array.from({ length: 32 }, () => newApiKey().text);
    const present = (key: string): Promise<{ status: number }> =>
      server.api.withKey(key).get('/posts', from('192.0.2.5'));
    expect(await inTurn(keys, present)).toEqual([...Array<number>(30).fill(401), 429, 429]);
  });
});
