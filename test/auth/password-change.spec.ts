import { jest } from '@jest/globals';
import { Database } from '../../src/platform/database/index.js';
import { PasswordHasher } from '../../src/platform/security/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

const NEW_PASSWORD = 'Better-Horse-8';

describe('changing a password', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp();
  });

  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.stop());

  function change(user: TestUser, currentPassword = PASSWORD, newPassword = NEW_PASSWORD): ReturnType<Client['post']> {
    return user.api.post('/auth/password/change', { currentPassword, newPassword });
  }

  async function canLogin(user: TestUser, password: string): Promise<boolean> {
    return (await test.api.post('/auth/login', { email: user.email, password })).status === 200;
  }

  it('C020: ends all other sessions and keeps this one', async () => {
    const ann = await aUser().in(test);
    const other = (await test.api.post('/auth/login', { email: ann.email, password: PASSWORD })).data;
    expect((await change(ann)).status).toBe(204);
    expect((await ann.api.get('/users/me')).status).toBe(200);
    expect((await ann.api.get('/auth/sessions')).data).toHaveLength(1);
    expect((await test.api.with(other.accessToken as string).get('/users/me')).status).toBe(401);
    expect((await test.api.post('/auth/refresh', { refreshToken: other.refreshToken })).status).toBe(401);
    expect([await canLogin(ann, PASSWORD), await canLogin(ann, NEW_PASSWORD)]).toEqual([false, true]);
  });

  it('C020: a wrong current password is a fault of that field, and ends nothing', async () => {
    const bob = await aUser().in(test);
    const reply = await change(bob, 'Wrong-Horse-7');
    expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([400, 'currentPassword']);
    expect((await bob.api.get('/users/me')).status).toBe(200);
    expect(await canLogin(bob, PASSWORD)).toBe(true);
  });

  it.each(['weak', 'P@ssw0rd', 'Aa11aaaa'])('%s is no new password', async (newPassword) => {
    const cat = await aUser().in(test);
    const reply = await change(cat, PASSWORD, newPassword);
    expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([400, 'newPassword']);
  });

  it('C009: the username is no new password', async () => {
    const dan = await aUser().named('daniel_8').in(test);
    const reply = await change(dan, PASSWORD, 'Daniel-8');
    expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([400, 'newPassword']);
    expect(await canLogin(dan, PASSWORD)).toBe(true);
  });

  it('happens once, when it is asked for twice at once', async () => {
    const eve = await aUser().in(test);
    const replies = await Promise.all([
      change(eve, PASSWORD, 'First-Horse-1'),
      change(eve, PASSWORD, 'Second-Horse-2'),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 400]);
    const works = [await canLogin(eve, 'First-Horse-1'), await canLogin(eve, 'Second-Horse-2')];
    expect(works).toEqual(replies.map(({ status }) => status === 204));
  });

  it('a suspension meanwhile is not undone by it', async () => {
    const fay = await aUser().in(test);
    const root = await aUser().admin().in(test);
    const hasher = test.app.get(PasswordHasher);
    const verify = hasher.verify.bind(hasher);
    jest.spyOn(hasher, 'verify').mockImplementation(async (stored, password) => {
      const matches = await verify(stored, password);
      await root.api.post(`/users/${fay.id}/suspend`, { reason: 'Spam' });
      return matches;
    });
    expect((await change(fay)).status).toBe(400);
    jest.restoreAllMocks();
    await root.api.post(`/users/${fay.id}/reinstate`);
    expect((await fay.api.get('/users/me')).status).toBe(401);
    const rows = await test.app
      .get(Database)
      .queryText(
        'SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id AND u.session_epoch = s.epoch WHERE u.id = $1',
        [fay.id],
      );
    expect(rows).toEqual([]);
  });
});
