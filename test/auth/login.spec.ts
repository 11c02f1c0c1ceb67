import { jest } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { Database } from '../../src/platform/database/index.js';
import { PasswordHasher } from '../../src/platform/security/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { aUser, PASSWORD } from '../support/users.js';

describe('login', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp();
  });

  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.stop());

  function login(email: string, password = PASSWORD): ReturnType<Client['post']> {
    return test.api.post('/auth/login', { email, password });
  }

  it('gives the user and a pair of tokens, and notes the time', async () => {
    const ann = await aUser().named('ann').in(test);
    const { status, data } = await login(' ANN@example.com ');
    expect(status).toBe(200);
    expect(data).toMatchObject({ tokenType: 'Bearer', user: { id: ann.id, version: 1 } });
    expect(data.user.lastLoginAt).toMatch(/^20.*Z$/);
    expect((await test.api.with(data.accessToken).get('/users/me')).data.lastLoginAt).toBe(data.user.lastLoginAt);
  });

  it('C003: says and does the same for an unknown account and a wrong password', async () => {
    const bob = await aUser().in(test);
    const verify = jest.spyOn(test.app.get(PasswordHasher), 'verify');
    const replies = [await login(bob.email, 'Wrong-Horse-7'), await login('nobody@example.com', 'Wrong-Horse-7')];
    const seen = replies.map(({ status, body, headers }) => ({
      status,
      challenge: headers.get('www-authenticate'),
      body: { ...body, requestId: '' },
    }));
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).toMatchObject({ status: 401, challenge: 'Bearer', body: { code: 'INVALID_CREDENTIALS' } });
    expect(verify.mock.calls.map(([stored]) => typeof stored)).toEqual(['string', 'undefined']);
    expect(await Promise.all(verify.mock.results.map(({ value }) => value))).toEqual([false, false]);
  });

  it('C005: tells of a suspension only to who knows the password, and of a deletion to nobody', async () => {
    const sue = await aUser().suspended().in(test);
    const del = await aUser().deleted().in(test);
    expect((await login(sue.email, 'Wrong-Horse-7')).body.code).toBe('INVALID_CREDENTIALS');
    expect((await login(sue.email)).body.code).toBe('ACCOUNT_SUSPENDED');
    expect((await login(del.email)).body.code).toBe('INVALID_CREDENTIALS');
  });

  it('C007: takes the password as it is, all of it', async () => {
    const password = `Aa1!${'x'.repeat(68)}${'y'.repeat(28)}`;
    const body = { email: 'long@example.com', username: 'long', password };
    expect((await test.api.post('/auth/register', body)).status).toBe(201);
    const others = [password.slice(0, 72) + 'z'.repeat(28), `${password} `, ` ${password}`, password.replace('A', 'a')];
    for (const other of others) expect((await login(body.email, other)).status).toBe(401);
    expect((await login(body.email, password)).status).toBe(200);
  });

  it('C010: hashes nothing that is too long to be a password', async () => {
    const verify = jest.spyOn(test.app.get(PasswordHasher), 'verify');
    expect((await login('ann@example.com', 'x'.repeat(5_000))).status).toBe(400);
    expect((await login('ann@example.com', 'x'.repeat(1_000_000))).status).toBe(413);
    expect(verify).not.toHaveBeenCalled();
  });

  it('makes an outdated hash anew', async () => {
    const cat = await aUser().in(test);
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    const database = test.app.get(Database);
    await database.queryText('UPDATE credentials SET password_hash = $2 WHERE user_id = $1', [cat.id, weak]);
    expect((await login(cat.email, 'Wrong-Horse-7')).status).toBe(401);
    expect((await login(cat.email)).status).toBe(200);
    const [row] = await database.queryText<{ hash: string }>(
      'SELECT password_hash AS hash FROM credentials WHERE user_id = $1',
      [cat.id],
    );
    expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await login(cat.email)).status).toBe(200);
  });

  it('computes no stored hash that would cost too much', async () => {
    const fay = await aUser().in(test);
    const database = test.app.get(Database);
    for (const parameters of ['m=262145,t=2,p=1', 'm=19456,t=11,p=1']) {
      await database.queryText(
        `UPDATE credentials SET password_hash = regexp_replace(password_hash, 'm=.*p=1', $2) WHERE user_id = $1`,
        [fay.id, parameters],
      );
      expect((await login(fay.email)).body.code).toBe('INVALID_CREDENTIALS');
    }
    await database.queryText(
      `UPDATE credentials SET password_hash = regexp_replace(password_hash, 'm=.*p=1', 'm=19456,t=2,p=1')
       WHERE user_id = $1`,
      [fay.id],
    );
    expect((await login(fay.email)).status).toBe(200);
  });

  it('C158: of 100 at once, those that find no place are told to come back, and others are served', async () => {
    const gus = await aUser().in(test);
    const logins = Array.from({ length: 100 }, () => login(gus.email));
    const alive = await test.api.get('//health/live');
    const replies = await Promise.all(logins);
    expect(alive.status).toBe(200);
    const refused = replies.filter(({ status }) => status !== 200);
    expect(refused.length).toBeLessThan(100);
    for (const { status, headers } of refused) expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect((await login(gus.email)).status).toBe(200);
  });

  it('an account without a password is nobody', async () => {
    await aUser().named('author').withEmail(null).in(test);
    expect((await login('author@example.com')).body.code).toBe('INVALID_CREDENTIALS');
  });

  it.each([
    [{ email: 'ann@example.com' }, 'password'],
    [{ password: PASSWORD }, 'email'],
    [{ email: 'ann@example.com', password: '' }, 'password'],
    [{ email: ['ann@example.com'], password: PASSWORD }, 'email'],
    [{ email: 'ann@example.com', password: PASSWORD, deviceId: 'x' }, 'deviceId'],
  ])('%j is refused', async (body, field) => {
    const reply = await test.api.post('/auth/login', body);
    expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([400, field]);
  });

  it('a password changed while it was being verified opens no session', async () => {
    const dan = await aUser().in(test);
    const hasher = test.app.get(PasswordHasher);
    const verify = hasher.verify.bind(hasher);
    jest.spyOn(hasher, 'verify').mockImplementation(async (stored, password) => {
      const matches = await verify(stored, password);
      await test.app
        .get(Database)
        .queryText('UPDATE users SET session_epoch = session_epoch + 1 WHERE id = $1', [dan.id]);
      return matches;
    });
    expect((await login(dan.email)).body.code).toBe('INVALID_CREDENTIALS');
    const sessions = await test.app.get(Database).queryText('SELECT 1 FROM sessions WHERE user_id = $1', [dan.id]);
    expect(sessions).toHaveLength(1);
  });
});
