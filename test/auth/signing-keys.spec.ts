import {
  createHash,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { startApp, TEST_SECRET, type TestApp } from '../support/app.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

interface Tokens {
  accessToken: string;
  refreshToken: string;
}
type Members = Record<string, unknown>;
interface Jwk {
  kid: string;
  [member: string]: string;
}

const pairOfKeys = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [k1, k2, foreign] = [pairOfKeys(), pairOfKeys(), pairOfKeys()];

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (token: string, index: number): Members =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) as Members;

function bySecret(header: Members, claims: Members, secret: string | Buffer): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

function byKey(header: Members, claims: Members, key: KeyObject): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** Whether somebody who knows nothing but a published key finds a token good. */
function verifiesBy(jwk: Jwk | undefined, token: string): boolean {
  if (!jwk) return false;
  const [head = '', payload = '', signature = ''] = token.split('.');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const signed = Buffer.from(`${head}.${payload}`);
  return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

async function keysOf({ api }: TestApp): Promise<Jwk[]> {
  return ((await api.get('//.well-known/jwks.json')).body as { keys: Jwk[] }).keys;
}

async function accepts(test: TestApp, token: string): Promise<boolean> {
  const { status } = await test.api.with(token).get('/users/me');
  expect([200, 401]).toContain(status);
  return status === 200;
}

describe('tokens that a private key signs', () => {
  /** k1 signs, and k2 is about to. */
  let before: TestApp;
  /** k2 signs, and what k1 has signed is still good. */
  let after: TestApp;
  let ann: TestUser;

  beforeAll(async () => {
    before = await startApp({ tokens: { privateKey: k1.privateKey, publicKeys: [k2.publicKey] } });
    after = await startApp({ tokens: { privateKey: k2.privateKey, publicKeys: [k1.publicKey, k2.publicKey] } }, before);
    ann = await aUser().in(before);
  });

  afterAll(async () => {
    await after.stop();
    await before.stop();
  });

  it('C038: name their key, which is published without its private half', async () => {
    const reply = await before.api.get('//.well-known/jwks.json');
    expect(reply.headers.get('content-type')).toBe('application/jwk-set+json');
    expect(reply.headers.get('cache-control')).toBe('public, max-age=300');
    const [first, second] = await keysOf(before);
    const shown = k1.publicKey.export({ format: 'jwk' });
    // RFC 7638 §3: these members, in this order, without spaces.
    const members = `{"crv":"P-256","kty":"EC","x":"${shown.x}","y":"${shown.y}"}`;
    const kid = createHash('sha256').update(members).digest('base64url');
    expect(first).toEqual({ ...shown, kid, use: 'sig', alg: 'ES256' });
    expect(decode(ann.accessToken, 0)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: first?.kid });
    expect(verifiesBy(first, ann.accessToken)).toBe(true);
    expect(verifiesBy(second, ann.accessToken)).toBe(false);
    expect((await keysOf(after)).map(({ kid }) => kid)).toEqual([second?.kid, first?.kid]);
  });

  it('C038: are good on every instance while the keys are exchanged, and as long as their key verifies', async () => {
    const login = await before.api.post('/auth/login', { email: ann.email, password: PASSWORD });
    const old = login.data as Tokens;
    expect(await accepts(after, old.accessToken)).toBe(true);
    const renewed = (await after.api.post('/auth/refresh', { refreshToken: old.refreshToken })).data as Tokens;
    expect(decode(renewed.accessToken, 0).kid).toBe((await keysOf(after))[0]?.kid);
    expect([await accepts(before, renewed.accessToken), await accepts(after, renewed.accessToken)]).toEqual([
      true,
      true,
    ]);
    const last = await startApp({ tokens: { privateKey: k2.privateKey } }, before);
    try {
      expect([await accepts(last, old.accessToken), await accepts(last, renewed.accessToken)]).toEqual([false, true]);
      expect((await last.api.post('/auth/refresh', { refreshToken: renewed.refreshToken })).status).toBe(200);
    } finally {
      await last.stop();
    }
  });

  it('C026: are not to be had by what is public, nor by the secret', async () => {
    const claims = decode(ann.accessToken, 1);
    const { kid } = decode(ann.accessToken, 0);
    expect(await accepts(before, byKey({ alg: 'ES256', typ: 'at+jwt', kid }, claims, k1.privateKey))).toBe(true);
    const [jwk] = await keysOf(before);
    const secrets = [
      k1.publicKey.export({ format: 'pem', type: 'spki' }),
      k1.publicKey.export({ format: 'pem', type: 'spki' }).toString().trim(),
      k1.publicKey.export({ format: 'der', type: 'spki' }),
      JSON.stringify(jwk),
      Buffer.from(jwk?.x ?? '', 'base64url'),
      TEST_SECRET,
    ];
    for (const secret of secrets) {
      for (const alg of ['HS256', 'ES256', 'none']) {
        expect(await accepts(before, bySecret({ alg, typ: 'at+jwt', kid }, claims, secret))).toBe(false);
        expect(await accepts(before, bySecret({ alg, typ: 'at+jwt' }, claims, secret))).toBe(false);
      }
    }
  });

  it('C027, C028: are found by their key’s id alone, which is looked up and never followed', async () => {
    const claims = decode(ann.accessToken, 1);
    const { kid } = decode(ann.accessToken, 0);
    const second = (await keysOf(before))[1]?.kid;
    const jwk = foreign.publicKey.export({ format: 'jwk' });
    const headers: Members[] = [
      { kid, jwk },
      { kid, jku: 'http://127.0.0.1:1/' },
      { kid, crit: ['exp'] },
      { kid, b64: true },
      ...[second, '__proto__', 'constructor', '../../../dev/null', "' OR 1=1--", '', 'x'.repeat(2000)].map((name) => ({
        kid: name,
      })),
      ...[1, {}, null, [kid], undefined].map((name) => ({ kid: name })),
    ];
    for (const header of headers) {
      for (const key of [k1.privateKey, foreign.privateKey]) {
        const token = byKey({ alg: 'ES256', typ: 'at+jwt', ...header }, claims, key);
        expect([header, await accepts(before, token)]).toEqual([header, false]);
      }
    }
    expect(await accepts(before, byKey({ alg: 'ES256', typ: 'at+jwt', kid }, claims, foreign.privateKey))).toBe(false);
  });
});
