import { startApp, type TestApp } from '../support/app.js';
import { aUser, type TestUser } from '../support/users.js';

const PROFILE = ['id', 'username', 'name', 'bio', 'avatarUrl', 'website', 'role', 'followerCount', 'createdAt'];
const ACCOUNT = [...PROFILE, 'email', 'emailVerified', 'status', 'lastLoginAt', 'updatedAt', 'version'];

describe('profiles', () => {
  let test: TestApp;
  let ann: TestUser;
  let bob: TestUser;
  let mod: TestUser;
  let root: TestUser;

  beforeAll(async () => {
    test = await startApp();
    ann = await aUser().named('ann').in(test);
    bob = await aUser().named('bob').in(test);
    mod = await aUser().moderator().in(test);
    root = await aUser().named('root').admin().in(test);
  });

  afterAll(() => test.stop());

  it('C079: each viewer sees exactly their members of a user', async () => {
    const seen = async (path: string, api = test.api): Promise<string[]> => Object.keys((await api.get(path)).data);
    expect(await seen('/users/ann')).toEqual(PROFILE);
    expect(await seen('/users/ann', bob.api)).toEqual([...PROFILE, 'following']);
    expect(await seen('/users/ann', mod.api)).toEqual([...PROFILE, 'status', 'following']);
    expect(await seen('/users/ann', ann.api)).toEqual(ACCOUNT);
    expect(await seen('/users/ann', root.api)).toEqual([...ACCOUNT, 'following']);
    expect(await seen('/users/me', ann.api)).toEqual(ACCOUNT);
  });

  it('are found by id and username in any case', async () => {
    for (const name of [ann.id, ann.id.toUpperCase(), 'ann', 'ANN']) {
      expect((await test.api.get(`/users/${name}`)).data.id).toBe(ann.id);
    }
    for (const name of ['nobody', '00000000-0000-7000-8000-000000000000', '..%2fx', 'a%20b']) {
      expect((await test.api.get(`/users/${name}`)).body.code).toBe('NOT_FOUND');
    }
  });

  it('C159: what depends on the caller is kept by nobody, an anonymous answer by everybody', async () => {
    expect((await ann.api.get('/users/me')).headers.get('cache-control')).toBe('private, no-store');
    expect((await ann.api.get('/users/ann')).headers.get('cache-control')).toBe('private, no-store');
    expect((await test.api.get('/users/ann')).headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
    expect((await test.api.get('/users/me')).body.code).toBe('AUTHENTICATION_REQUIRED');
  });

  it('show a change to the next reader', async () => {
    const cat = await aUser().named('cat').in(test);
    await test.api.get('/users/cat');
    await cat.api.patch('/users/me', { name: 'Cat', bio: 'Meow', website: 'https://cat.example' });
    expect((await test.api.get('/users/cat')).data).toMatchObject({ name: 'Cat', bio: 'Meow' });
    await cat.api.patch('/users/me', { username: 'Kitty', bio: null });
    expect((await test.api.get('/users/cat')).status).toBe(404);
    expect((await test.api.get('/users/kitty')).data).toMatchObject({ id: cat.id, bio: null });
  });

  it('C087: a PATCH that changes nothing leaves the version, null is only for what may be null', async () => {
    const dan = await aUser().in(test);
    const before = await dan.api.get('/users/me');
    for (const body of [{}, { name: dan.username }, { bio: null }]) {
      const reply = await dan.api.patch('/users/me', body);
      expect([reply.status, reply.headers.get('etag')]).toEqual([200, before.headers.get('etag')]);
    }
    expect((await dan.api.patch('/users/me', { name: null })).body.errors?.[0]?.field).toBe('name');
  });

  it('C131: an edit based on an old version is refused and told what has changed', async () => {
    const eve = await aUser().in(test);
    const first = await eve.api.get('/users/me');
    const ifMatch = (reply: { headers: Headers }): object => ({ headers: { 'If-Match': reply.headers.get('etag') } });
    const second = await eve.api.patch('/users/me', { name: 'Eve' }, ifMatch(first));
    expect([second.status, second.data.version]).toEqual([200, 2]);
    const stale = await eve.api.patch('/users/me', { bio: 'Hi' }, ifMatch(first));
    expect([stale.status, stale.body.changedFields]).toEqual([412, ['name']]);
    expect(stale.headers.get('etag')).toBe(second.headers.get('etag'));
    const unchanged = await eve.api.get('/users/me', {
      headers: { 'If-None-Match': second.headers.get('etag') ?? '' },
    });
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
  });

  it.each([
    'role',
    'isAdmin',
    'email',
    'emailVerified',
    'status',
    'id',
    'createdAt',
    'passwordHash',
    'version',
    'sessionEpoch',
  ])('C081: nobody changes their own %s', async (field) => {
    const reply = await ann.api.patch('/users/me', { [field]: 'admin' });
    expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([400, field]);
  });

  it.each([
    ['C106: a zero-width space', { username: 'admin\u200b' }],
    ['C106: a Cyrillic letter', { username: '\u0430dmin' }],
    ['C106: a Kelvin sign', { username: '\u212aate' }],
    ['C106: a reserved word', { username: 'Import' }],
    ['C106: a reserved word', { username: 'Null' }],
    ['C106: a reserved word', { username: 'stats' }],
    ['too short a username', { username: 'ab' }],
    ['too long a username', { username: 'a'.repeat(31) }],
    ['C085: a number for a name', { name: 1 }],
    ['an empty name', { name: '   ' }],
    ['too long a name', { name: 'n'.repeat(101) }],
    ['a line break in a name', { name: 'Ann\r\nBcc: x@evil.test' }],
    ['too long a bio', { bio: 'b'.repeat(501) }],
    ['C088: U+0000', { bio: 'a\0b' }],
    ['C100: a script', { website: 'javascript:alert(1)' }],
    ['C100: a host without slashes', { website: 'http:evil.com' }],
    ['C100: no scheme', { website: '//evil.com' }],
    ['C100: credentials', { avatarUrl: 'https://u:p@example.com' }],
    ['C100: a data URL', { avatarUrl: 'data:image/png;base64,AA==' }],
    ['C100: too long a URL', { website: `https://example.com/${'a'.repeat(2048)}` }],
  ])('%s is refused', async (_, body) => {
    const reply = await ann.api.patch('/users/me', body);
    expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([400, Object.keys(body)[0]]);
  });

  it('a username that somebody has, even somebody deleted, cannot be taken', async () => {
    await aUser().named('gone').deleted().in(test);
    for (const username of ['bob', 'BOB', 'gone']) {
      const reply = await ann.api.patch('/users/me', { username });
      expect([reply.status, reply.body.code]).toEqual([409, 'USERNAME_TAKEN']);
    }
    expect((await ann.api.get('/users/me')).data.username).toBe('ann');
  });
});
