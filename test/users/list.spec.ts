import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { aUser, type TestUser } from '../support/users.js';

type Listed = Record<string, unknown> & { username: string };

describe('the list of users', () => {
  let test: TestApp;
  let root: TestUser;
  let mod: TestUser;

  beforeAll(async () => {
    test = await startApp();
    const day = (number: number): Date => new Date(Date.UTC(2020, 0, number));
    root = await aUser().named('root').admin().registeredAt(day(1)).in(test);
    mod = await aUser().named('mod').moderator().registeredAt(day(2)).in(test);
    await aUser().named('ann').called('Ann 50%_off').registeredAt(day(3)).in(test);
    await aUser().named('bob').called('bob').withEmail('robert@other.example').registeredAt(day(4)).in(test);
    await aUser().named('cat').called('Änne').suspended().registeredAt(day(5)).in(test);
    await aUser().named('dan').called('Dan').deleted().registeredAt(day(6)).in(test);
    await aUser().named('eve').called('Zoe').withEmail(null).registeredAt(day(7)).in(test);
  });

  afterAll(() => test.stop());

  async function names(query: Record<string, string | number>, api = root.api): Promise<string[]> {
    const reply: Reply<{ data: Listed[] }> = await api.get('/users', { query });
    expect(reply.status).toBe(200);
    return reply.data.map(({ username }) => username);
  }

  it('is for admins and moderators', async () => {
    const ann = await aUser()
      .named('zed')
      .registeredAt(new Date(Date.UTC(2019, 0, 1)))
      .in(test);
    expect((await ann.api.get('/users')).body.code).toBe('FORBIDDEN');
    expect((await test.api.get('/users')).body.code).toBe('AUTHENTICATION_REQUIRED');
    await test.app.get(Database).queryText('DELETE FROM users WHERE id = $1', [ann.id]);
  });

  it('begins with the newest, and shows the deleted only when asked for', async () => {
    expect(await names({})).toEqual(['eve', 'cat', 'bob', 'ann', 'mod', 'root']);
    expect(await names({ status: 'deleted' })).toEqual(['dan']);
    expect(await names({ status: 'suspended' })).toEqual(['cat']);
    expect(await names({ status: 'active', role: 'user' })).toEqual(['eve', 'bob', 'ann']);
    expect(await names({ role: 'moderator' })).toEqual(['mod']);
  });

  it('is bounded in time', async () => {
    const window = { createdAfter: '2020-01-03T00:00:00Z', createdBefore: '2020-01-05T00:00:00.000Z' };
    expect(await names(window)).toEqual(['bob', 'ann']);
    expect((await root.api.get('/users', { query: { createdAfter: '2026-02-30T00:00:00Z' } })).status).toBe(400);
  });

  it('is sorted by what an admin likes', async () => {
    expect(await names({ sortBy: 'username', sortOrder: 'asc' })).toEqual(['ann', 'bob', 'cat', 'eve', 'mod', 'root']);
    expect((await names({ sortBy: 'name', sortOrder: 'asc' })).slice(0, 3)).toEqual(['ann', 'bob', 'mod']);
    expect(await names({ sortBy: 'email', sortOrder: 'asc' })).toEqual(['eve', 'ann', 'cat', 'mod', 'bob', 'root']);
    const login = { email: 'ann@example.com', password: 'Correct-Horse-7' };
    expect((await test.api.post('/auth/login', login)).status).toBe(200);
    expect((await names({ sortBy: 'lastLoginAt' }))[0]).toBe('ann');
  });

  it('C096: search takes % and _ for themselves', async () => {
    expect(await names({ search: '50%_OFF' })).toEqual(['ann']);
    expect(await names({ search: '%' })).toEqual(['ann']);
    expect(await names({ search: '_' })).toEqual(['ann']);
    expect(await names({ search: '\\' })).toEqual([]);
  });

  it('search finds names and usernames, and for admins emails', async () => {
    expect(await names({ search: 'zoe' })).toEqual(['eve']);
    expect(await names({ search: 'other.example' })).toEqual(['bob']);
    expect(await names({ search: 'other.example' }, mod.api)).toEqual([]);
    expect(await names({ search: 'BOB' }, mod.api)).toEqual(['bob']);
  });

  it('C073: a moderator sees no emails, and cannot sort by what they do not see', async () => {
    const { data }: Reply<{ data: Listed[] }> = await mod.api.get('/users');
    for (const user of data) if (user.id !== mod.id) expect(Object.keys(user)).not.toContain('email');
    for (const sortBy of ['email', 'lastLoginAt']) {
      expect((await mod.api.get('/users', { query: { sortBy } })).body.code).toBe('FORBIDDEN');
    }
  });

  it.each(['createdAt', 'name', 'username', 'email', 'lastLoginAt'])(
    'C115: walking by cursor in the order of %s shows everybody once',
    async (sortBy) => {
      for (const sortOrder of ['asc', 'desc']) {
        const whole = await names({ sortBy, sortOrder });
        const walked: string[] = [];
        let cursor: string | undefined;
        do {
          const reply: Reply<{ data: Listed[] }> = await root.api.get('/users', {
            query: { sortBy, sortOrder, limit: 2, cursor },
          });
          walked.push(...reply.data.map(({ username }) => username));
          cursor = (reply.body as unknown as { meta: { nextCursor?: string } }).meta.nextCursor ?? undefined;
        } while (cursor);
        expect(walked).toEqual(whole);
      }
    },
  );

  it('tells its size', async () => {
    const { body } = await root.api.get('/users', { query: { limit: 4, page: 2 } });
    expect(body.meta).toMatchObject({ page: 2, limit: 4, total: 6, totalPages: 2, hasNext: false, hasPrev: true });
    expect(body.data).toHaveLength(2);
  });

  it('C111: a cursor of another order, filter or caller is refused', async () => {
    const { body } = await root.api.get('/users', { query: { limit: 1 } });
    const cursor = body.meta.nextCursor as string;
    for (const query of [{ sortOrder: 'asc' }, { sortBy: 'name' }, { role: 'user' }]) {
      const reply = await root.api.get('/users', { query: { ...query, limit: 1, cursor } });
      expect(reply.body.code).toBe('INVALID_CURSOR');
    }
    expect((await mod.api.get('/users', { query: { limit: 1, cursor } })).body.code).toBe('INVALID_CURSOR');
  });

  it.each([
    ['sortBy', 'passwordHash'],
    ['sortBy', 'constructor'],
    ['sortBy', '(case when 1=1 then 1 end)'],
    ['sortOrder', 'desc nulls last'],
    ['filter', 'x'],
    ['include', 'credentials'],
    ['role', 'owner'],
    ['search', ''],
    ['search', 's'.repeat(201)],
    ['limit', '101'],
  ])('C095, C113: %s=%s is refused', async (name, value) => {
    const reply = await root.api.get('/users', { query: { [name]: value } });
    expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([400, name]);
  });

  it('C117: a parameter that comes twice is refused', async () => {
    expect((await root.api.get('/users?status=active&status=deleted')).status).toBe(400);
  });
});
