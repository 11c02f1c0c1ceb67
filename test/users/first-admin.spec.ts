import { Database } from '../../src/platform/database/index.js';
import { FirstAdmin, FirstAdminRefused } from '../../src/users/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const account = { email: 'Root@Example.com', password: 'Iron-Gate-42', username: 'root' };

describe('the first admin', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp();
  });

  afterEach(() => test.app.get(Database).queryText('DELETE FROM users'));
  afterAll(() => test.stop());

  function ensure(changes: Partial<typeof account> = {}): Promise<boolean> {
    return test.app.get(FirstAdmin).ensure({ ...account, ...changes });
  }

  it('is made once, and signs in', async () => {
    expect([await ensure(), await ensure({ email: 'other@example.com', username: 'other' })]).toEqual([true, false]);
    const { data } = await test.api.post('/auth/login', { email: 'root@example.com', password: account.password });
    expect(data.user).toMatchObject({ role: 'admin', username: 'root', email: 'root@example.com' });
    const log = await test.api
      .with(data.accessToken as string)
      .get('/audit-log', { query: { targetId: data.user.id } });
    expect(log.data).toContainEqual(
      expect.objectContaining({ action: 'users.create', actor: null, changes: { role: 'admin' } }),
    );
  });

  it('is made once by instances that boot together', async () => {
    const other = await startApp({}, test);
    try {
      const made = await Promise.all([ensure(), ensure(), other.app.get(FirstAdmin).ensure(account), ensure()]);
      expect(made.filter(Boolean)).toHaveLength(1);
    } finally {
      await other.stop();
    }
  });

  it('is not made where there is an admin, whatever the values', async () => {
    await aUser().admin().in(test);
    expect(await ensure({ password: 'weak' })).toBe(false);
  });

  it.each([
    [{ password: 'weak' }, 'ADMIN_PASSWORD must be at least 8 characters'],
    [{ password: 'changeme' }, 'ADMIN_PASSWORD must have an upper-case letter, a digit, a symbol'],
    [{ password: 'P@ssw0rd' }, 'ADMIN_PASSWORD is one of the most common passwords'],
    [{ email: 'root' }, 'ADMIN_EMAIL must be an email address'],
    [{ username: 'me' }, 'ADMIN_USERNAME must be 3 to 30 of a-z, 0-9, _ and -, and not a reserved word'],
    [{ username: 'ann_admin-7', password: 'Ann-Admin-7' }, 'ADMIN_PASSWORD must not be the email, username or name'],
  ])('C024: %j is refused with one clear line', async (changes, message) => {
    const failure: unknown = await ensure({ ...changes }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FirstAdminRefused);
    expect((failure as Error).message).toBe(message);
  });

  it("does not take over somebody's email or username", async () => {
    await aUser().named('root').withEmail('ann@example.com').in(test);
    await expect(ensure()).rejects.toThrow('ADMIN_USERNAME belongs to an account that is no admin');
    await expect(ensure({ username: 'chief', email: 'ann@example.com' })).rejects.toThrow('ADMIN_EMAIL belongs to');
  });

  it('C024: nobody signs in to an empty database', async () => {
    for (const email of ['admin@example.com', 'root@example.com']) {
      expect((await test.api.post('/auth/login', { email, password: 'password' })).status).toBe(401);
    }
  });
});
