import { startApp, type TestApp } from '../support/app.js';
import { statementsOfRequests } from '../support/request-statements.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

describe('what users and sessions cost the database', () => {
  let test: TestApp;
  let root: TestUser;
  let statements: string[];

  beforeAll(async () => {
    test = await startApp();
    root = await aUser().named('root').admin().in(test);
    for (const username of ['user-7', 'user-8']) await aUser().named(username).in(test);
    statements = statementsOfRequests(test);
  });

  afterAll(() => test.stop());

  async function statementsOf(work: () => Promise<{ status: number }>): Promise<string[]> {
    statements.length = 0;
    expect((await work()).status).toBeLessThan(300);
    return [...statements];
  }

  it('a known caller costs one statement, and so does a user', async () => {
    expect(await statementsOf(() => root.api.get('/users/me'))).toEqual([
      'sessions.principal',
      'users.by-id-for-caller',
    ]);
    const mod = await aUser().moderator().in(test);
    expect(await statementsOf(() => mod.api.get('/users/user-7'))).toEqual([
      'sessions.principal',
      'users.by-username-for-caller',
    ]);
  });

  it('an admin who looks at somebody costs an audit entry more, once a minute', async () => {
    const first = await statementsOf(() => root.api.get('/users/user-7'));
    expect(first).toEqual(['sessions.principal', 'users.by-username-for-caller', 'audit.insert']);
    expect(await statementsOf(() => root.api.get('/users/user-7'))).toEqual(first.slice(0, 2));
  });

  it('a profile that is read again costs an anonymous reader nothing', async () => {
    expect(await statementsOf(() => test.api.get('/users/user-8'))).toEqual(['users.by-username']);
    expect(await statementsOf(() => test.api.get('/users/user-8'))).toEqual([]);
  });

  it('signing in costs six statements, refreshing one', async () => {
    const ann = await aUser().in(test);
    let refreshToken = '';
    const login = await statementsOf(async () => {
      const reply = await test.api.post('/auth/login', { email: ann.email, password: PASSWORD });
      ({ refreshToken } = reply.data as { refreshToken: string });
      return reply;
    });
    expect(login).toEqual([
      'users.credentials-by-email',
      'second-factors.find',
      'users.record-login',
      'sessions.insert',
      'sessions.trim',
      'audit.insert',
    ]);
    expect(await statementsOf(() => test.api.post('/auth/refresh', { refreshToken }))).toEqual(['sessions.rotate']);
  });
});
