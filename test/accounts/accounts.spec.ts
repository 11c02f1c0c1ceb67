import { jest } from '@jest/globals';
import { Database } from '../../src/platform/database/index.js';
import { PLACEHOLDER_ID } from '../../src/users/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { anApiKey } from '../support/api-keys.js';
import { mailTo, tokenOf } from '../support/outbox.js';
import { aPost } from '../support/posts.js';
import { turnOn } from '../support/second-factor.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

/** Of the export, besides the posts. */
const MEMBERS = [
  'apiKeys',
  'auditLog',
  'comments',
  'edits',
  'exportedAt',
  'favorites',
  'followers',
  'following',
  'idempotencyKeys',
  'pendingEmail',
  'profile',
  'secondFactor',
  'sessions',
];

let test: TestApp;
let root: TestUser;
beforeAll(async () => {
  test = await startApp();
  root = await aUser().named('root').admin().in(test);
});
afterAll(() => test.stop());

function rows<Row>(text: string, ...values: unknown[]): Promise<Row[]> {
  return test.app.get(Database).queryText<Row>(text, values);
}

describe('a new email in one’s own profile', () => {
  it('needs the password, and a code where a second factor is on', async () => {
    const ann = await aUser().named('ann').in(test);
    const refused = async (body: object): Promise<unknown> => {
      const reply = await ann.api.patch('/users/me', { bio: 'New', email: 'ann@new.example', ...body });
      return [reply.status, reply.body.errors?.[0]?.field];
    };
    expect(await refused({})).toEqual([400, 'currentPassword']);
    expect(await refused({ currentPassword: 'Wrong-Horse-7' })).toEqual([400, 'currentPassword']);
    const authenticator = await turnOn(ann, test);
    expect(await refused({ currentPassword: PASSWORD })).toEqual([400, 'code']);
    expect(await refused({ currentPassword: PASSWORD, code: '000000' })).toEqual([400, 'code']);
    expect((await ann.api.get('/users/me')).data).toMatchObject({ bio: null, email: ann.email, version: 1 });

    const [code] = authenticator.recoveryCodes;
    const edit = { bio: 'New', email: 'ann@new.example', currentPassword: PASSWORD, code };
    expect((await ann.api.patch('/users/me', edit)).data).toMatchObject({ bio: 'New', email: ann.email });
  });

  it('takes effect when the new address confirms it; everything else at once', async () => {
    const ben = await aUser().named('ben').in(test);
    const edit = { name: 'Ben B.', email: 'Ben@New.example', currentPassword: PASSWORD };
    const reply = await ben.api.patch('/users/me', edit);
    expect([reply.status, reply.data.name, reply.data.email]).toEqual([200, 'Ben B.', ben.email]);
    await mailTo(test, ben.email, '');
    const token = tokenOf(await mailTo(test, 'ben@new.example', ''));
    expect((await test.api.post('/auth/email/verify', { token })).status).toBe(204);
    const after = (await ben.api.get('/users/me')).data;
    expect(after).toMatchObject({ email: 'ben@new.example', emailVerified: true });
    const login = { email: 'ben@new.example', password: PASSWORD };
    expect((await test.api.post('/auth/login', login)).status).toBe(200);
  });

  it('that is the present one changes nothing and needs nothing', async () => {
    const cat = await aUser().named('cat').in(test);
    const reply = await cat.api.patch('/users/me', { email: cat.email.toUpperCase() });
    expect([reply.status, reply.data.version]).toEqual([200, 1]);
  });

  it('C199: comes with the rest of the edit or not at all; a refusal shows neither constraint nor value', async () => {
    const dan = await aUser().named('dan').in(test);
    const proof = { currentPassword: PASSWORD };
    const taken = await dan.api.patch('/users/me', { ...proof, bio: 'New', email: root.email });
    expect([taken.status, taken.body.code]).toEqual([409, 'EMAIL_TAKEN']);
    expect(taken.text).not.toMatch(/users_|root@|Key|constraint/);
    const named = await dan.api.patch('/users/me', { ...proof, email: 'dan@new.example', username: 'root' });
    expect([named.status, named.body.code]).toEqual([409, 'USERNAME_TAKEN']);
    expect(named.text).not.toMatch(/users_|Key|constraint/);
    const stale = { headers: { 'If-Match': '"7.x"' } };
    expect((await dan.api.patch('/users/me', { ...proof, email: 'dan@new.example' }, stale)).status).toBe(412);
    expect((await dan.api.get('/users/me')).data).toMatchObject({ bio: null, username: 'dan', version: 1 });
    expect(await rows('SELECT FROM account_mails WHERE user_id = $1', dan.id)).toEqual([]);
    expect(await rows('SELECT FROM one_time_tokens WHERE user_id = $1', dan.id)).toEqual([]);
  });

  it('is never asked for by an API key', async () => {
    const eve = await aUser().named('eve').in(test);
    const { api } = await anApiKey(test, eve, 'profile:read');
    expect((await api.get('/users/me')).data.username).toBe('eve');
    const edit = { email: 'eve@new.example', currentPassword: PASSWORD };
    expect((await api.patch('/users/me', edit)).status).toBe(403);
    expect((await api.delete('/users/me', { password: PASSWORD })).status).toBe(403);
    expect((await api.get('/users/me/export')).status).toBe(403);
  });
});

describe('the export of an account', () => {
  it('holds everything about its owner and nothing secret', async () => {
    const fay = await aUser().named('fay').called('Fay F.').in(test);
    const gus = await aUser().named('gus').in(test);
    const { key, id: keyId } = await anApiKey(test, fay, 'posts:read');
    const { recoveryCodes } = await turnOn(fay, test);
    const published = await aPost().by(fay.api).titled('One').with({ content: 'Über "1"\n\u{1f600}' }).published();
    await fay.api.patch(`/posts/${published.id}`, { title: 'Two' });
    const draft = await aPost().by(fay.api).titled('Draft').draft();
    const trashed = await aPost().by(fay.api).titled('Trash').draft();
    await fay.api.delete(`/posts/${trashed.id}`);
    const foreign = await aPost().by(gus.api).published();
    const comment = await fay.api.post(`/posts/${foreign.id}/comments`, { content: 'Words.' });
    await fay.api.put(`/posts/${foreign.id}/favorite`);
    await fay.api.put(`/users/${gus.id}/follow`);
    await gus.api.put(`/users/${fay.id}/follow`);
    await root.api.patch(`/users/${fay.id}`, { bio: 'By an admin' });
    await fay.api.post('/posts', { title: 'Three', content: 'Words.' }, { headers: { 'Idempotency-Key': 'k-1' } });
    await fay.api.patch('/users/me', { email: 'fay@new.example', currentPassword: PASSWORD, code: recoveryCodes[0] });

    const reply = await fay.api.get('/users/me/export');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-disposition')).toBe('attachment; filename="quire-account.json"');
    expect(reply.headers.get('cache-control')).toBe('private, no-store');
    const { posts, ...data } = reply.data as { posts: { id: string; title: string }[] };
    expect(Object.keys(data).sort()).toEqual(MEMBERS);
    expect(data).toMatchObject({
      profile: { id: fay.id, username: 'fay', name: 'Fay F.', email: fay.email, bio: 'By an admin' },
      pendingEmail: 'fay@new.example',
      secondFactor: { enabled: true, recoveryCodesLeft: 9 },
      sessions: [{ id: fay.sessionId, userAgent: 'test', ipAddress: '127.0.0.1' }],
      apiKeys: [{ id: keyId, scopes: ['posts:read'] }],
      comments: [{ id: comment.data.id as string, content: 'Words.', postId: foreign.id }],
      edits: [],
      favorites: [{ postId: foreign.id }],
      following: [{ id: gus.id, username: 'gus' }],
      followers: [{ id: gus.id, username: 'gus' }],
      idempotencyKeys: [{ key: 'k-1' }],
    });
    expect(posts).toHaveLength(4);
    expect(posts.find(({ id }) => id === published.id)).toMatchObject({
      title: 'Two',
      content: 'Über "1"\n\u{1f600}',
      status: 'published',
      revisions: [
        { version: 1, title: 'One', editedByYou: true },
        { version: 2, title: 'Two', editedByYou: true },
      ],
    });
    expect(posts.find(({ id }) => id === draft.id)).toMatchObject({ status: 'draft' });
    expect(posts.find(({ id }) => id === trashed.id)).toMatchObject({ status: 'trashed' });
    const { auditLog } = reply.data as { auditLog: { action: string; byYou: boolean }[] };
    expect(auditLog).toContainEqual(expect.objectContaining({ action: 'users.export', byYou: true }));
    expect(auditLog).toContainEqual(
      expect.objectContaining({ action: 'users.edit', byYou: false, ipAddress: null, userAgent: null }),
    );
    for (const secret of ['$argon2', key, key.slice(-20), ...recoveryCodes]) expect(reply.text).not.toContain(secret);
    expect(reply.text).not.toMatch(/hash|sealed|secret"/i);
  });

  it('goes through thousands of posts and comments page by page', async () => {
    const hal = await aUser().named('hal').in(test);
    const foreign = await aPost().by(root.api).published();
    await rows(
      `INSERT INTO posts (id, author_id, slug, title, content, status, reading_time_minutes, derived_excerpt,
         published_at, created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'hal-' || n, 'Hal ' || n, 'Words.', CASE WHEN n % 2 = 0 THEN 'published' ELSE 'draft' END,
         1, '', CASE WHEN n % 2 = 0 THEN now() END, now(), now() FROM generate_series(1, 205) n`,
      hal.id,
    );
    await rows(
      `INSERT INTO post_revisions (id, post_id, version, title, content, tags, edited_by, created_at)
       SELECT gen_random_uuid(), p.id, n, p.title, p.content, '{}', $1, now()
       FROM posts p, generate_series(1, 25) n WHERE p.slug = 'hal-1'`,
      hal.id,
    );
    await rows(
      `INSERT INTO comments (id, post_id, author_id, content, created_at, updated_at)
       SELECT gen_random_uuid(), $1, $2, 'Words ' || n, now(), now() FROM generate_series(1, 1003) n`,
      foreign.id,
      hal.id,
    );
    const reply = await hal.api.get('/users/me/export');
    const { posts, comments } = reply.data as {
      posts: { id: string; slug: string; revisions: { version: number }[] }[];
      comments: { content: string }[];
    };
    expect(new Set(posts.map(({ slug }) => slug)).size).toBe(205);
    const { revisions = [] } = posts.find(({ slug }) => slug === 'hal-1') ?? {};
    expect(revisions.map(({ version }) => version)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
    expect(new Set(comments.map(({ content }) => content)).size).toBe(1003);
    await aUser().named('deleted-user').in(test);
    const [{ count: before } = { count: '' }] = await rows<{ count: string }>('SELECT count(*) FROM comments');
    expect((await hal.api.delete('/users/me', { password: PASSWORD })).status).toBe(204);
    expect(await rows('SELECT count(*) FROM comments')).toEqual([{ count: before }]);
    // Somebody had the placeholder's name before.
    const [placeholder] = await rows<{ username: string }>('SELECT username FROM users WHERE id = $1', PLACEHOLDER_ID);
    expect(placeholder?.username).toMatch(/^deleted-user-[0-9a-f]{8}$/);
  });
});

describe('the statistics', () => {
  let before: Stats;

  interface Stats {
    total: number;
    byRole: Record<string, number>;
    byStatus: Record<string, number>;
    signUps: { date: string; count: number }[];
    mostActiveAuthors: { username: string; postCount: number; commentCount: number }[];
  }

  const stats = async (): Promise<Stats> => (await root.api.get('/users/stats')).data as Stats;

  it('count accounts by role and status; those that are erased don’t count', async () => {
    before = await stats();
    await aUser().moderator().in(test);
    await aUser().suspended().in(test);
    await aUser().deleted().in(test);
    const gone = await aUser().in(test);
    await root.api.delete(`/users/${gone.id}?purge=true`);
    const lapsed = await aUser().suspended().in(test);
    await rows(`UPDATE users SET suspended_until = now() - interval '1 minute' WHERE id = $1`, lapsed.id);
    await rows(`UPDATE users SET erasing = 'keep' WHERE id = $1`, (await aUser().deleted().in(test)).id);
    const after = await stats();
    const { byRole, byStatus } = before;
    expect(after.byRole).toEqual({ ...byRole, user: Number(byRole.user) + 2, moderator: Number(byRole.moderator) + 1 });
    expect(after.byStatus).toEqual({
      active: Number(byStatus.active) + 2,
      suspended: Number(byStatus.suspended) + 1,
      deleted: Number(byStatus.deleted) + 1,
    });
    expect(after.total).toBe(before.total + 3);
    expect(after.total).toBe(Object.values(after.byRole).reduce((sum, count) => sum + count, 0));
  });

  it('tell the sign-ups of the last thirty days by UTC, quiet days included', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const midnight = Date.parse(`${today}T00:00:00Z`);
    const day = 24 * 3600 * 1000;
    for (const moment of [midnight - 1, midnight - 29 * day, midnight - 29 * day - 1]) {
      await aUser().registeredAt(new Date(moment)).in(test);
    }
    const { signUps } = await stats();
    const dates = Array.from({ length: 30 }, (_, n) => new Date(midnight - (29 - n) * day).toISOString().slice(0, 10));
    expect(signUps.map(({ date }) => date)).toEqual(dates);
    const counts = signUps.map(({ count }) => count);
    expect([counts[0], counts[1], counts[28]]).toEqual([1, 0, 1]);
    expect(counts[29]).toBeGreaterThan(5);
  });

  it('name the authors of most published posts, and what they say beside', async () => {
    const ivy = await aUser().named('ivy').in(test);
    const jon = await aUser().named('jon').in(test);
    for (let n = 0; n < 5; n += 1) await aPost().by(ivy.api).published();
    for (let n = 0; n < 4; n += 1) await aPost().by(jon.api).published();
    const post = await aPost().by(jon.api).draft();
    await jon.api.delete(`/posts/${post.id}`);
    const { data } = await jon.api.get('/posts?author=ivy');
    await jon.api.post(`/posts/${(data as { id: string }[])[0]?.id ?? ''}/comments`, { content: 'Words.' });
    const { mostActiveAuthors } = await stats();
    expect(mostActiveAuthors.slice(0, 2)).toMatchObject([
      { username: 'ivy', postCount: 5, commentCount: 0 },
      { username: 'jon', postCount: 4, commentCount: 1 },
    ]);
    await root.api.delete(`/users/${ivy.id}`);
    expect((await stats()).mostActiveAuthors[0]).toMatchObject({ username: 'jon' });
  });

  it('are read from indexes, however many accounts and posts there are', async () => {
    await test.app.get(Database).bulkTransaction(async () => {
      await rows(
        `INSERT INTO users (id, username, name, created_at, updated_at)
         SELECT gen_random_uuid(), 'user-' || n, 'Name', now() - n * interval '1 hour', now() FROM generate_series(1, 3000) n`,
      );
      await rows(
        `INSERT INTO posts (id, author_id, slug, title, content, status, reading_time_minutes, derived_excerpt,
           published_at, created_at, updated_at)
         SELECT gen_random_uuid(), u.id, 'many-' || u.username, 'Title', repeat('Words. ', 50), 'published', 1, '', now(), now(), now()
         FROM users u WHERE u.username LIKE 'user-%'`,
      );
    });
    for (const table of ['users', 'posts', 'comments']) await rows(`ANALYZE ${table}`);
    const query = jest.spyOn(test.app.get(Database), 'query');
    await stats();
    const calls = query.mock.calls.filter(([{ name }]) => name.startsWith('accounts.'));
    query.mockRestore();
    expect(calls).toHaveLength(3);
    for (const [{ text }, values] of calls) {
      // An index stands for its table only where all is visible to everybody, which a session beside this one can prevent.
      const plan = await test.app.get(Database).transaction(async () => {
        await rows('SET LOCAL enable_seqscan = off');
        return test.app.get(Database).queryText(`EXPLAIN ${text}`, values);
      });
      expect(JSON.stringify(plan)).toContain('Index');
      expect(JSON.stringify(plan)).not.toContain('Seq Scan on users');
      expect(JSON.stringify(plan)).not.toContain('Seq Scan on posts');
    }
  });
});
