import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApp, TEST_SECRET, type TestApp } from '../support/app.js';
import { rawRequest } from '../support/raw-request.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
});
afterAll(() => server.stop());

type Members = Record<string, unknown>;

function encode(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

function decoded(token: string): Members {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Members;
}

/** A token as somebody who knows the key could write it. */
function signed(header: Members, claims: unknown, secret = TEST_SECRET, hash = 'sha256'): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

const HEADER = { alg: 'HS256', typ: 'at+jwt' };
const now = (): number => Math.floor(Date.now() / 1000);
const claims = (changes: Members = {}): Members => ({ ...decoded(ann.accessToken), ...changes });
const without = (name: string): Members =>
  Object.fromEntries(Object.entries(claims()).filter(([member]) => member !== name));

async function expectRefused(token: string): Promise<void> {
  for (const path of ['/users/me', '/posts']) {
    const reply = await server.api.with(token).get(path);
    expect([token.slice(0, 80), path, reply.status]).toEqual([token.slice(0, 80), path, 401]);
    expect(['TOKEN_INVALID', 'TOKEN_EXPIRED']).toContain(reply.body.code);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  }
}

describe('an access token', () => {
  it('is good when its claims are, so that what follows fails for its own reason', async () => {
    expect((await server.api.with(signed(HEADER, claims())).get('/users/me')).status).toBe(200);
  });

  it('C025: is nothing without a signature', async () => {
    const [, payload = '', signature = ''] = ann.accessToken.split('.');
    for (const alg of ['none', 'None', 'nOnE', 'NONE', '', null]) {
      const head = encode({ alg, typ: 'at+jwt' });
      for (const rest of [`${payload}.`, payload, `${payload}.${signature}`]) await expectRefused(`${head}.${rest}`);
    }
    const [head] = ann.accessToken.split('.');
    for (const token of [`${head}.${payload}.`, `${head}.${payload}`, `${head}..${signature}`, '..', 'a.b.c']) {
      await expectRefused(token);
    }
  });

  it('C026: is signed with one algorithm and no other', async () => {
    await expectRefused(signed({ ...HEADER, alg: 'HS512' }, claims(), TEST_SECRET, 'sha512'));
    await expectRefused(signed({ ...HEADER, alg: 'HS384' }, claims(), TEST_SECRET, 'sha384'));
    for (const alg of ['RS256', 'ES256', 'hs256', ['HS256'], { alg: 'HS256' }]) {
      await expectRefused(signed({ ...HEADER, alg }, claims()));
    }
    await expectRefused(signed(HEADER, claims(), ''));
    await expectRefused(signed(HEADER, claims(), 'quire'));
  });

  it('C027: brings no key of its own, and makes nobody fetch one', async () => {
    let connections = 0;
    const canary = createServer().on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/key`;
    const jwk = { kty: 'oct', k: encode('mine') };
    for (const key of [{ jwk }, { jku: url }, { x5u: url }, { x5c: ['TUlJ'] }, { crit: ['exp'] }, { jku: url, jwk }]) {
      await expectRefused(signed({ ...HEADER, ...key }, claims(), 'mine'));
      await expectRefused(signed({ ...HEADER, ...key }, claims()));
    }
    expect(connections).toBe(0);
    await new Promise((resolve) => canary.close(resolve));
  });

  it('C028: names no key', async () => {
    const kids = [
      '__proto__',
      'constructor',
      '../../../dev/null',
      "' OR 1=1--",
      'x'.repeat(2000),
      'x'.repeat(10_000),
      1,
      {},
      null,
    ];
    for (const kid of kids) await expectRefused(signed({ ...HEADER, kid }, claims(), ''));
  });

  it('C026: is signed by a secret that is not published', async () => {
    expect((await server.api.get('//.well-known/jwks.json')).body).toEqual({ keys: [] });
  });

  it('C029: is worth nothing once a bit of it is turned', async () => {
    const [head, , signature = ''] = ann.accessToken.split('.');
    await expectRefused(`${head}.${encode(claims({ role: 'admin' }))}.${signature}`);
    const turned = Buffer.from(signature, 'base64url');
    turned[0] = (turned[0] ?? 0) ^ 1;
    await expectRefused(`${ann.accessToken.slice(0, -signature.length)}${turned.toString('base64url')}`);
  });

  it('C030: has every claim, with its value and its type', async () => {
    const wrong: unknown[] = [
      claims({ iss: 'evil' }),
      claims({ aud: 'evil' }),
      claims({ aud: ['quire', 'evil'] }),
      claims({ exp: now() - 61 }),
      claims({ exp: String(now() + 60) }),
      claims({ nbf: now() + 120 }),
      claims({ iat: now() + 120 }),
      claims({ iat: String(now()) }),
      claims({ sub: 'x' }),
      claims({ sub: [ann.id] }),
      claims({ sub: { id: ann.id } }),
      claims({ sid: null }),
      claims({ sid: "' OR '1'='1" }),
      claims({ role: 'root' }),
      claims({ role: ['admin'] }),
      claims({ jti: 7 }),
      ...['iss', 'aud', 'sub', 'sid', 'role', 'jti', 'iat', 'exp'].map(without),
      [],
      null,
      'text',
      1,
    ];
    for (const payload of wrong) await expectRefused(signed(HEADER, payload));
    for (const typ of ['JWT', 'jwt', 'at+JWT', undefined, null, ['at+jwt']])
      await expectRefused(signed({ alg: 'HS256', typ }, claims()));
  });

  it('C030: gives no rights by what it says of the role', async () => {
    const api = server.api.with(signed(HEADER, claims({ role: 'admin' })));
    expect((await api.get('/users')).status).toBe(403);
  });

  it('C076: speaks for the user of its session only', async () => {
    const root = await aUser().named('root').admin().in(server);
    await expectRefused(signed(HEADER, claims({ sub: root.id })));
    await expectRefused(signed(HEADER, claims({ sid: root.sessionId })));
  });
});

describe('the Authorization header', () => {
  const get = (lines: string, path = '/api/v1/users/me'): Promise<{ status: number; text: string }> =>
    rawRequest(server.url, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${lines}\r\n\r\n`);

  it('C033: takes its scheme in any case', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      expect((await get(`Authorization: ${scheme} ${ann.accessToken}`)).status).toBe(200);
    }
  });

  it('C033: holds one token and nothing else', async () => {
    const token = ann.accessToken;
    const lines = [
      'Authorization:',
      'Authorization: Bearer',
      'Authorization: Bearer  ',
      `Authorization: Bearer  ${token}`,
      `Authorization: Bearer\t${token}`,
      `Authorization: ${token}`,
      `Authorization: Basic ${Buffer.from('ann:x').toString('base64')}`,
      `Authorization: Bearer ${token}, Bearer ${token}`,
      `Authorization: Bearer ${token} x`,
      `Authorization: Bearer ${token.replace('.', '%2e')}`,
      `Authorization: Bearer ${token}=`,
      `Authorization: Bearer ${'x'.repeat(7000)}`,
      'Authorization: Bearer \xe4\xf6\xff',
      `Authorization: Bearer ${token}\r\nAuthorization: Bearer ${token}`,
      `Authorization: Bearer ${token}\r\nX-API-Key: x`,
    ];
    for (const line of lines) {
      const { status } = await get(line);
      expect([line.slice(0, 60), [400, 401].includes(status)]).toEqual([line.slice(0, 60), true]);
    }
  });

  it('C034: is the only place for a token', async () => {
    const token = ann.accessToken;
    expect((await get('X: y', `/api/v1/users/me?access_token=${token}`)).status).toBe(401);
    for (const name of ['access_token', 'token', 'refreshToken', 'Authorization']) {
      expect((await get(`Cookie: ${name}=${token}`)).status).toBe(401);
    }
    for (const name of ['X-Access-Token', 'Proxy-Authorization', 'X-Forwarded-User', 'X-User-Id']) {
      expect((await get(`${name}: Bearer ${token}`)).status).toBe(401);
    }
    const inBody = await server.api.post('/posts', { title: 'x', content: 'y', access_token: token });
    expect(inBody.status).toBe(401);
  });

  it('C032: takes no refresh token', async () => {
    const account = { email: 'ben@example.com', username: 'ben', password: 'Correct-Horse-7' };
    const { refreshToken, accessToken } = (await server.api.post('/auth/register', account)).data;
    await expectRefused(refreshToken as string);
    for (const path of ['/auth/refresh', '/auth/logout']) {
      expect((await server.api.post(path, { refreshToken: accessToken })).status).toBe(401);
    }
    const reset = { token: (accessToken as string).slice(0, 43), password: 'Better-Horse-8' };
    expect((await server.api.post('/auth/password/reset', reset)).status).toBe(400);
    expect((await server.api.with(accessToken as string).get('/users/me')).status).toBe(200);
  });

  it('C035: a bad one is refused on public routes too, but not by the calls that sign in', async () => {
    const api = server.api.with('bad');
    expect((await api.get('/posts')).body.code).toBe('TOKEN_INVALID');
    expect((await api.get('/tags')).status).toBe(401);
    expect((await api.get('//health')).status).toBe(200);
    expect((await api.get('//problems')).status).toBe(200);
    const login = await api.post('/auth/login', { email: ann.email, password: 'Correct-Horse-7' });
    expect(login.status).toBe(200);
  });
});
