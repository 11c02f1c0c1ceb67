import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { aUser } from '../support/users.js';

const ann = { email: 'ann@example.com', username: 'ann', password: 'Correct-Horse-7' };

describe('registration', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp();
  });

  afterEach(() => test.app.get(Database).queryText('DELETE FROM users'));
  afterAll(() => test.stop());

  function register(changes: Record<string, unknown> = {}): Promise<Reply<{ data: Record<string, unknown> }>> {
    return test.api.post('/auth/register', { ...ann, ...changes });
  }

  async function users(): Promise<number> {
    return (await test.app.get(Database).queryText('SELECT 1 FROM users')).length;
  }

  it('C001: makes an account, signs in, and shows no secret', async () => {
    const reply = await register();
    expect(reply.status).toBe(201);
    expect(reply.data).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 });
    expect(reply.data.user).toMatchObject({
      username: 'ann',
      name: 'ann',
      email: 'ann@example.com',
      role: 'user',
      status: 'active',
      emailVerified: false,
      version: 1,
    });
    expect(Object.keys(reply.data).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken', 'tokenType', 'user']);
    const { id } = reply.data.user as { id: string };
    expect(reply.headers.get('location')).toBe(`/api/v1/users/${id}`);
    expect(reply.headers.get('cache-control')).toBe('private, no-store');
    expect(reply.text).not.toMatch(/argon2|password/i);
    expect((await test.api.with(reply.data.accessToken as string).get('/users/me')).data.id).toBe(id);
    const [row] = await test.app
      .get(Database)
      .queryText<{ hash: string }>('SELECT password_hash AS hash FROM credentials');
    expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('C040: puts nothing personal into the access token', async () => {
    const { accessToken } = (await register()).data;
    const payload = JSON.parse(Buffer.from(String(accessToken).split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'role', 'sid', 'sub']);
  });

  it('C011: one address in any case is one account', async () => {
    await register({ email: 'A@x.com' });
    const reply = await register({ email: 'a@X.COM', username: 'other' });
    expect([reply.status, (reply.body as { code?: string }).code]).toEqual([409, 'EMAIL_TAKEN']);
    expect((await test.api.post('/auth/login', { email: 'a@X.com', password: ann.password })).status).toBe(200);
  });

  it('a username in any case is given once', async () => {
    await register();
    const reply = await register({ email: 'bob@example.com', username: 'ANN' });
    expect([reply.status, (reply.body as { code?: string }).code]).toEqual([409, 'USERNAME_TAKEN']);
  });

  it.each([
    'role',
    'roles',
    'isAdmin',
    'permissions',
    'emailVerified',
    'status',
    'id',
    'createdAt',
    'passwordHash',
    'tokenVersion',
    'cookie',
  ])('C080: does not take %s', async (field) => {
    const reply = await test.api.post('/auth/register', { ...ann, [field]: 'admin' });
    expect([reply.status, reply.body.errors?.[0]?.field, await users()]).toEqual([400, field, 0]);
  });

  it.each([
    ['C008: a common password', 'password', 'P@ssw0rd'],
    ['C009: the local part of the email', 'password', 'Correct.Horse7'],
    ['C006: a short password', 'password', 'Aa1!aaa'],
    ['C006: a long password', 'password', `Aa1!${'a'.repeat(125)}`],
    ['C006: a password without a symbol', 'password', 'Aa11aaaa'],
    ['C085: a number for a password', 'password', 12_345_678],
    ['C085: an object for an email', 'email', { $ne: null }],
    ['a local part outside ASCII', 'email', 'änn@example.com'],
    ['C106: a Kelvin sign in the local part', 'email', '\u212aate@example.com'],
    ['an address without a domain', 'email', 'ann@'],
    ['C088: U+0000 in the email', 'email', 'ann\0@example.com'],
    ['C106: a reserved username', 'username', 'me'],
    ['C090: a username like an id', 'username', '0192a1b2-0000-7000-8000-000000000000'],
    ['a nameless name', 'name', ' '],
  ])('%s is refused', async (_, field, value) => {
    const reply = await test.api.post('/auth/register', {
      ...ann,
      email: 'correct-horse7@example.com',
      [field]: value,
    });
    expect([reply.status, reply.body.errors?.[0]?.field, await users()]).toEqual([400, field, 0]);
  });

  it('C200: a refusal does not repeat what was sent', async () => {
    const { text } = await test.api.post('/auth/register', {
      ...ann,
      password: 'canary-password',
      email: 'canary-email',
    });
    expect(text).not.toContain('canary');
  });

  it('C180: of 30 parallel registrations with one address, on two instances, one succeeds', async () => {
    const other = await startApp({}, test);
    try {
      const replies = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          (index % 2 ? test : other).api.post('/auth/register', {
            ...ann,
            username: `ann-${index}`,
            email: index % 3 ? 'ANN@example.com' : 'ann@Example.com',
          }),
        ),
      );
      const statuses = replies.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => ![201, 409, 503].includes(status))).toEqual([]);
      expect(await users()).toBe(1);
    } finally {
      await other.stop();
    }
  });

  it('does not read a token that comes along', async () => {
    const bob = await aUser().in(test);
    const reply = await bob.api.post('/auth/register', ann);
    expect(reply.data.user.id).not.toBe(bob.id);
    expect(
      (await test.api.with('ended').post('/auth/login', { email: ann.email, password: ann.password })).status,
    ).toBe(200);
  });
});
