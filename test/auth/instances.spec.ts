import { startApp, type TestApp } from '../support/app.js';
import { aUser, PASSWORD } from '../support/users.js';

describe('several instances on one database', () => {
  let first: TestApp;
  let second: TestApp;
  beforeAll(async () => {
    first = await startApp();
    second = await startApp({}, first);
  });
  afterAll(() => first.stop());

  it('C234: know each other’s sessions, and what has become of them', async () => {
    const ann = await aUser().in(first);
    const { accessToken, refreshToken } = (
      await first.api.post('/auth/login', { email: ann.email, password: PASSWORD })
    ).data;
    const refreshed = await second.api.post('/auth/refresh', { refreshToken });
    expect(refreshed.status).toBe(200);
    expect((await second.api.with(accessToken).get('/users/me')).status).toBe(200);
    await second.api.post('/auth/logout', { refreshToken: refreshed.data.refreshToken });
    expect((await first.api.with(accessToken).get('/users/me')).status).toBe(401);
  });

  it('go on alone when another one stops', async () => {
    const ann = await aUser().in(first);
    await second.stop();
    expect((await ann.api.get('/users/me')).status).toBe(200);
  });
});
