import { jest } from '@jest/globals';
import { Database } from '../../src/platform/database/index.js';
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
    await test.app.get(Database).queryText(
      `INSERT INTO users (id, username, name, email, created_at, updated_at, last_login_at)
       SELECT gen_random_uuid(), 'user-' || n, 'Name ' || n, 'user' || n || '@example.com',
         now() - n * interval '1 minute', now(), CASE WHEN n % 2 = 0 THEN now() - n * interval '1 second' END
       FROM generate_series(1, 5000) AS n`,
    );
    await test.app.get(Database).queryText('ANALYZE users');
    statements = statementsOfRequests(test);
  });

  afterEach(() => jest.restoreAllMocks());
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

  it.each(['createdAt', 'name', 'username', 'email', 'lastLoginAt'])(
    'a page in the order of %s is read from an index, the first one and those behind a cursor',
    async (sortBy) => {
      for (const sortOrder of ['asc', 'desc']) {
        const query = jest.spyOn(test.app.get(Database), 'queryText');
        const { body } = await root.api.get('/users', { query: { sortBy, sortOrder } });
        await root.api.get('/users', { query: { sortBy, sortOrder, cursor: body.meta.nextCursor as string } });
        const lists = query.mock.calls.filter(([text]) => text.includes('ORDER BY'));
        expect(lists).toHaveLength(2);
        query.mockRestore();
        for (const [text, values] of lists) {
          const plan = await test.app.get(Database).queryText(`EXPLAIN ${text}`, values);
          expect(JSON.stringify(plan)).toContain('Index Scan');
          expect(JSON.stringify(plan)).not.toContain('Seq Scan');
        }
      }
    },
  );
});
