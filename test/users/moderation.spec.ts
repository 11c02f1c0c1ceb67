import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

describe('moderating users', () => {
  let test: TestApp;
  let root: TestUser;
  let mod: TestUser;

  beforeAll(async () => {
    test = await startApp();
    root = await aUser().named('root').admin().in(test);
    mod = await aUser().named('mod').moderator().in(test);
  });

  afterAll(() => test.stop());

  function login(user: TestUser, password = PASSWORD): ReturnType<typeof test.api.post> {
    return test.api.post('/auth/login', { email: user.email, password });
  }

  it('C036, C056: a suspension ends sessions at once, and bars from signing in', async () => {
    const ann = await aUser().in(test);
    const { refreshToken } = (await login(ann)).data;
    const reply = await mod.api.post(`/users/${ann.id}/suspend`, { reason: 'Spam' });
    expect([reply.status, reply.data.status, 'email' in reply.data]).toEqual([200, 'suspended', false]);
    expect((await ann.api.get('/users/me')).body.code).toBe('TOKEN_INVALID');
    expect((await test.api.post('/auth/refresh', { refreshToken })).body.code).toBe('TOKEN_INVALID');
    expect((await login(ann)).body.code).toBe('ACCOUNT_SUSPENDED');
    expect((await login(ann, 'Wrong-Horse-7')).body.code).toBe('INVALID_CREDENTIALS');
  });

  it('a reinstated user signs in again, and old sessions stay ended', async () => {
    const bob = await aUser().suspended().in(test);
    const reply = await mod.api.post(`/users/${bob.id}/reinstate`);
    expect([reply.status, reply.data.status]).toEqual([200, 'active']);
    expect((await login(bob)).status).toBe(200);
    const cat = await aUser().in(test);
    const { refreshToken } = (await login(cat)).data;
    await mod.api.post(`/users/${cat.id}/suspend`, { reason: 'Spam' });
    await mod.api.post(`/users/${cat.id}/reinstate`);
    expect((await cat.api.get('/users/me')).status).toBe(401);
    expect((await test.api.post('/auth/refresh', { refreshToken })).body.code).toBe('TOKEN_INVALID');
  });

  it('an admin ends all sessions of an account, which stays as it is', async () => {
    const eva = await aUser().in(test);
    const { refreshToken } = (await login(eva)).data;
    const before = (await root.api.get(`/users/${eva.id}`)).headers.get('etag');
    expect((await root.api.delete(`/users/${eva.id}/sessions`)).status).toBe(204);
    expect((await eva.api.get('/users/me')).body.code).toBe('TOKEN_INVALID');
    expect((await test.api.post('/auth/refresh', { refreshToken })).body.code).toBe('TOKEN_INVALID');
    const { version } = (await root.api.get(`/users/${eva.id}`)).data;
    expect([version, before?.startsWith(`"${version}.`)]).toEqual([1, true]);
    expect((await login(eva)).status).toBe(200);
    expect((await mod.api.delete(`/users/${eva.id}/sessions`)).status).toBe(403);
    expect((await root.api.delete('/users/00000000-0000-7000-8000-000000000000/sessions')).status).toBe(404);
  });

  it('a suspension with an end is over by itself', async () => {
    const dan = await aUser().in(test);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await mod.api.post(`/users/${dan.id}/suspend`, { reason: 'Spam', until });
    const refused = await login(dan);
    expect([refused.status, refused.body.detail]).toEqual([403, `Suspended until ${until}`]);
    await test.app.get(Database).queryText('UPDATE users SET suspended_until = now() WHERE id = $1', [dan.id]);
    await delay(2);
    expect((await login(dan)).status).toBe(200);
    expect((await root.api.get(`/users/${dan.id}`)).data.status).toBe('active');
    expect((await root.api.get('/users', { query: { status: 'suspended', search: dan.username } })).data).toEqual([]);
    expect((await mod.api.post(`/users/${dan.id}/suspend`, { reason: 'Again' })).status).toBe(200);
  });

  it('an end in the past is refused, and so is a suspension without a reason', async () => {
    const eve = await aUser().in(test);
    const past = await mod.api.post(`/users/${eve.id}/suspend`, { reason: 'Spam', until: '2020-01-01T00:00:00Z' });
    expect([past.status, past.body.errors?.[0]?.field]).toEqual([400, 'until']);
    for (const until of ['2026-02-30T00:00:00Z', 'infinity', 1_800_000_000_000]) {
      expect((await mod.api.post(`/users/${eve.id}/suspend`, { reason: 'Spam', until })).status).toBe(400);
    }
    const silent = await mod.api.post(`/users/${eve.id}/suspend`, { reason: ' ' });
    expect([silent.status, silent.body.errors?.[0]?.field]).toEqual([400, 'reason']);
  });

  it('what has happened already is an invalid state, and tells what is allowed', async () => {
    const fay = await aUser().in(test);
    const active = await mod.api.post(`/users/${fay.id}/reinstate`);
    expect([active.status, active.body.code, active.body.allowed]).toEqual([
      409,
      'INVALID_STATE',
      ['suspend', 'delete'],
    ]);
    await mod.api.post(`/users/${fay.id}/suspend`, { reason: 'Spam' });
    const again = await mod.api.post(`/users/${fay.id}/suspend`, { reason: 'Spam' });
    expect([again.status, again.body.allowed]).toEqual([409, ['reinstate', 'delete']]);
  });

  it('C073: a moderator decides over accounts of the role user only', async () => {
    const other = await aUser().moderator().in(test);
    for (const target of [root, other, mod]) {
      expect((await mod.api.post(`/users/${target.id}/suspend`, { reason: 'Spam' })).body.code).toBe('FORBIDDEN');
    }
    expect((await mod.api.put(`/users/${mod.id}/role`, { role: 'admin' })).status).toBe(403);
    expect((await mod.api.delete(`/users/${other.id}`)).status).toBe(403);
    expect((await mod.api.post(`/users/${other.id}/restore`)).status).toBe(403);
    const gil = await aUser().in(test);
    expect((await gil.api.post(`/users/${other.id}/suspend`, { reason: 'Spam' })).status).toBe(403);
    expect((await root.api.post(`/users/${other.id}/suspend`, { reason: 'Spam' })).status).toBe(200);
  });

  it('C037: a changed role counts from the next request', async () => {
    const hal = await aUser().admin().in(test);
    expect((await hal.api.get('/users')).status).toBe(200);
    const reply = await root.api.put(`/users/${hal.id}/role`, { role: 'user' });
    expect([reply.status, reply.data.role]).toEqual([200, 'user']);
    expect((await hal.api.get('/users')).body.code).toBe('FORBIDDEN');
    await root.api.put(`/users/${hal.id}/role`, { role: 'moderator' });
    expect((await hal.api.get('/users')).status).toBe(200);
    expect((await root.api.put(`/users/${hal.id}/role`, { role: 'owner' })).status).toBe(400);
  });
});

describe('the last admin', () => {
  let test: TestApp;

  beforeEach(async () => {
    test = await startApp();
  });

  afterEach(() => test.stop());

  it('C074: cannot be demoted, suspended or deleted', async () => {
    const root = await aUser().admin().in(test);
    await aUser().admin().suspended().in(test);
    await aUser().admin().deleted().in(test);
    const attempts = [
      await root.api.put(`/users/${root.id}/role`, { role: 'moderator' }),
      await root.api.post(`/users/${root.id}/suspend`, { reason: 'Holiday' }),
      await root.api.delete(`/users/${root.id}`),
    ];
    for (const reply of attempts) expect([reply.status, reply.body.code]).toEqual([409, 'LAST_ADMIN']);
    expect((await root.api.put(`/users/${root.id}/role`, { role: 'admin' })).status).toBe(200);
  });

  it('stays, when admins demote each other at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const pair = [await aUser().admin().in(test), await aUser().admin().in(test)] as const;
      const [ann, bob] = pair;
      const replies = await Promise.all([
        ann.api.put(`/users/${bob.id}/role`, { role: 'user' }),
        bob.api.put(`/users/${ann.id}/role`, { role: 'user' }),
      ]);
      expect(replies.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
      const admins = await test.app
        .get(Database)
        .queryText<{ id: string }>("SELECT id FROM users WHERE role = 'admin'");
      expect(admins).toHaveLength(1);
      await test.app.get(Database).queryText("UPDATE users SET role = 'user'");
    }
  });
});
