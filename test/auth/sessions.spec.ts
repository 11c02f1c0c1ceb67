import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

interface SignedIn {
  accessToken: string;
  refreshToken: string;
}

describe('sessions', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp();
  });

  afterAll(() => test.stop());

  async function login(user: TestUser, userAgent = 'test'): Promise<SignedIn> {
    const body = { email: user.email, password: PASSWORD };
    const reply = await test.api.post('/auth/login', body, { headers: { 'User-Agent': userAgent } });
    expect(reply.status).toBe(200);
    return reply.data as SignedIn;
  }

  async function isAlive({ accessToken, refreshToken }: SignedIn): Promise<boolean[]> {
    const access = await test.api.with(accessToken).get('/users/me');
    const refresh = await test.api.post('/auth/refresh', { refreshToken });
    return [access.status === 200, refresh.status === 200];
  }

  async function live(user: TestUser): Promise<number> {
    return (await user.api.get('/auth/sessions')).data.length as number;
  }

  it('C054: are listed with what their owner knows them by, and nothing secret', async () => {
    const ann = await aUser().in(test);
    await login(ann, `Firefox\t${'x'.repeat(1000)}`);
    const { data, headers, text } = await ann.api.get('/auth/sessions');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(data).toHaveLength(2);
    for (const session of data) {
      expect(Object.keys(session)).toEqual([
        'id',
        'userAgent',
        'ipAddress',
        'createdAt',
        'lastUsedAt',
        'expiresAt',
        'current',
      ]);
    }
    expect((data as { current: boolean }[]).map(({ current }) => current)).toEqual([false, true]);
    expect(data[0]).toMatchObject({ userAgent: `Firefox ${'x'.repeat(492)}`, ipAddress: '127.0.0.1' });
    expect(text).not.toMatch(/token|counter|epoch/i);
  });

  it('C054: end one by one, or all but the current one', async () => {
    const bob = await aUser().in(test);
    const others = [await login(bob), await login(bob)];
    const last = await login(bob);
    const [newest] = (await bob.api.get('/auth/sessions')).data as { id: string }[];
    expect((await bob.api.delete(`/auth/sessions/${newest?.id.toUpperCase()}`)).status).toBe(204);
    expect((await bob.api.delete(`/auth/sessions/${newest?.id}`)).status).toBe(404);
    expect(await isAlive(last)).toEqual([false, false]);
    expect(await live(bob)).toBe(3);
    expect((await bob.api.delete('/auth/sessions')).status).toBe(204);
    for (const other of others) expect(await isAlive(other)).toEqual([false, false]);
    expect(await live(bob)).toBe(1);
    expect((await bob.api.delete(`/auth/sessions/${bob.sessionId}`)).status).toBe(204);
    expect((await bob.api.get('/users/me')).status).toBe(401);
  });

  it("C055: of others are nobody's business", async () => {
    const cat = await aUser().in(test);
    const dan = await aUser().in(test);
    const reply = await cat.api.delete(`/auth/sessions/${dan.sessionId}`);
    expect([reply.status, reply.body.code]).toEqual([404, 'NOT_FOUND']);
    expect((await dan.api.get('/users/me')).status).toBe(200);
    expect((await cat.api.delete('/auth/sessions/x')).status).toBe(400);
  });

  it('C053: end with logout, which may be repeated, and needs no access token', async () => {
    const eve = await aUser().in(test);
    const [first, second] = [await login(eve), await login(eve)];
    const logout = (refreshToken: string, api = test.api): ReturnType<typeof api.post> =>
      api.post('/auth/logout', { refreshToken });
    expect((await logout(first.refreshToken, test.api.with('expired'))).status).toBe(204);
    expect(await isAlive(first)).toEqual([false, false]);
    expect((await logout(first.refreshToken)).status).toBe(204);
    expect((await logout('forged')).body.code).toBe('TOKEN_INVALID');
    expect(await isAlive(second)).toEqual([true, true]);
  });

  it('end all together', async () => {
    const fay = await aUser().in(test);
    const gil = await aUser().in(test);
    const sessions = [await login(fay), await login(fay)];
    expect((await fay.api.post('/auth/logout-all')).status).toBe(204);
    for (const session of sessions) expect(await isAlive(session)).toEqual([false, false]);
    expect((await fay.api.get('/users/me')).status).toBe(401);
    expect((await gil.api.get('/users/me')).status).toBe(200);
    expect((await test.api.post('/auth/logout-all')).body.code).toBe('AUTHENTICATION_REQUIRED');
  });

  it('C059: are at most 50 per user, of which the oldest ends', async () => {
    const hal = await aUser().in(test);
    await test.app.get(Database).queryText(
      `INSERT INTO sessions (id, user_id, epoch, created_at, expires_at, ip_address)
       SELECT gen_random_uuid(), $1, 1, now() - n * interval '1 minute', now() + interval '1 day', '127.0.0.1'
       FROM generate_series(1, 52) AS n`,
      [hal.id],
    );
    await Promise.all(Array.from({ length: 4 }, () => login(hal)));
    expect(await live(hal)).toBe(50);
    const [row] = await test.app
      .get(Database)
      .queryText<{ oldest: number }>(
        "SELECT count(*)::integer AS oldest FROM sessions WHERE user_id = $1 AND created_at < now() - interval '46 minutes'",
        [hal.id],
      );
    expect(row?.oldest).toBe(0);
  });

  it('that are over make room before those that live', async () => {
    const ida = await aUser().in(test);
    await test.app.get(Database).queryText(
      `INSERT INTO sessions (id, user_id, epoch, created_at, expires_at, ip_address)
       SELECT gen_random_uuid(), $1, 1, now() + interval '1 second', now() - interval '1 second', '127.0.0.1'
       FROM generate_series(1, 60) AS n`,
      [ida.id],
    );
    await login(ida);
    expect((await ida.api.get('/users/me')).status).toBe(200);
    expect(await live(ida)).toBe(2);
  });

  it('C035: protected calls say what they want', async () => {
    const anonymous = await test.api.get('/auth/sessions');
    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const forged = await test.api.with('x.y.z').get('/auth/sessions');
    expect([forged.status, forged.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
  });
});
