import { jest } from '@jest/globals';
import { Audit } from '../../src/audit/index.js';
import { Database } from '../../src/platform/database/index.js';
import { AuditRetentionService } from '../../src/audit/audit-retention.service.js';
import { anApiKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { statementsOfRequests } from '../support/request-statements.js';
import { until } from '../support/until.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';
import { say } from '../comments/comments.js';

interface Entry {
  id: string;
  at: string;
  actor: { id: string; username: string | null } | null;
  action: string;
  target: { type: string; id: string } | null;
  outcome: string;
  ipAddress: string | null;
  userAgent: string | null;
  requestId: string | null;
  changes: Record<string, unknown> | null;
}

describe('the audit log', () => {
  let test: TestApp;
  let root: TestUser;
  let mod: TestUser;
  let ann: TestUser;

  beforeAll(async () => {
    test = await startApp({ throttle: { enabled: true, limit: 10_000 } });
    root = await aUser().named('root').admin().in(test);
    mod = await aUser().named('mod').moderator().in(test);
    ann = await aUser().named('ann').in(test);
  });

  afterAll(() => test.stop());

  async function entries(query: Record<string, string | number>): Promise<Entry[]> {
    const reply = await root.api.get('/audit-log', { query: { limit: 100, ...query } });
    expect(reply.status).toBe(200);
    return reply.data as Entry[];
  }

  /** What the newest entry says, but for when and where. */
  async function newest(query: Record<string, string>): Promise<unknown[]> {
    const [entry] = await entries(query);
    return [entry?.actor?.username ?? null, entry?.action, entry?.target?.id ?? null, entry?.outcome, entry?.changes];
  }

  it('C204: tells of those who sign in, who fail to and who leave, with where they came from', async () => {
    const headers = { 'User-Agent': 'Firefox\t140', 'X-Forwarded-For': '203.0.113.7' };
    const login = { email: ann.email, password: PASSWORD };
    const signedIn = await test.api.post('/auth/login', login, { headers });
    const [entry] = await entries({ targetId: ann.id });
    const sessions = (await ann.api.get('/auth/sessions')).data as { id: string; userAgent: string }[];
    expect(entry).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      actor: { id: ann.id, username: 'ann' },
      action: 'auth.login',
      target: { type: 'user', id: ann.id },
      outcome: 'success',
      ipAddress: '127.0.0.1',
      userAgent: 'Firefox 140',
      requestId: signedIn.headers.get('x-request-id'),
      changes: { sessionId: sessions.find(({ userAgent }) => userAgent === 'Firefox 140')?.id },
    });
    await test.api.post('/auth/login', { ...login, password: 'Canary-Wrong-1' });
    const refused = { code: 'INVALID_CREDENTIALS' };
    expect(await newest({ targetId: ann.id })).toEqual([null, 'auth.login', ann.id, 'failure', refused]);
    await test.api.post('/auth/login', { ...login, email: 'nobody@example.com' });
    expect(await newest({ action: 'auth.login' })).toEqual([null, 'auth.login', null, 'failure', refused]);
    const sid = await aUser().named('sid').suspended().in(test);
    await test.api.post('/auth/login', { email: sid.email, password: PASSWORD });
    const barred = { code: 'ACCOUNT_SUSPENDED' };
    expect(await newest({ targetId: sid.id })).toEqual([null, 'auth.login', sid.id, 'denied', barred]);

    await test.api.post('/auth/logout', { refreshToken: signedIn.data.refreshToken });
    const left = entry?.changes?.sessionId;
    expect(await newest({ targetId: String(left) })).toEqual(['ann', 'auth.logout', left, 'success', null]);
    const bob = await aUser().named('bob').in(test);
    await bob.api.delete('/auth/sessions');
    expect(await newest({ targetId: bob.id })).toEqual(['bob', 'auth.sessions-end-others', bob.id, 'success', null]);
    await bob.api.delete(`/auth/sessions/${bob.sessionId}`);
    const ended = ['bob', 'auth.session-end', bob.sessionId, 'success', null];
    expect(await newest({ targetId: bob.sessionId })).toEqual(ended);
    const cat = await aUser().named('cat').in(test);
    await cat.api.post('/auth/logout-all');
    expect(await newest({ targetId: cat.id })).toEqual(['cat', 'auth.logout-all', cat.id, 'success', null]);
  });

  it('C204: tells what is done to accounts, with before and after, and no address', async () => {
    const made = await root.api.post('/users', {
      email: 'dan@example.com',
      username: 'dan',
      name: 'Dan',
      password: PASSWORD,
    });
    const { id } = made.data as { id: string };
    await root.api.patch(`/users/${id}`, { email: 'dan2@example.com', name: 'Dan the Man' });
    await root.api.put(`/users/${id}/role`, { role: 'moderator' });
    await root.api.put(`/users/${id}/role`, { role: 'moderator' });
    await root.api.put(`/users/${id}/role`, { role: 'user' });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await mod.api.post(`/users/${id}/suspend`, { reason: 'Sells watches', until });
    await mod.api.post(`/users/${id}/reinstate`);
    await root.api.delete(`/users/${id}/sessions`);
    await root.api.delete(`/users/${id}`);
    await root.api.post(`/users/${id}/restore`);
    const log = await entries({ targetId: id, sortOrder: 'asc' });
    const by = (actor: string): unknown => expect.objectContaining({ username: actor });
    const done = { outcome: 'success', target: { type: 'user', id } };
    const moved = (from: string, to: string): object => ({ from, to });
    expect(log).toMatchObject([
      { ...done, actor: by('root'), action: 'users.create', changes: { role: 'user' } },
      {
        ...done,
        actor: by('root'),
        action: 'users.edit',
        changes: { members: expect.arrayContaining(['email', 'name']) },
      },
      { ...done, actor: by('root'), action: 'users.role-change', changes: { role: moved('user', 'moderator') } },
      { ...done, actor: by('root'), action: 'users.role-change', changes: { role: moved('moderator', 'user') } },
      {
        ...done,
        actor: by('mod'),
        action: 'users.suspend',
        changes: { status: moved('active', 'suspended'), reason: 'Sells watches', until },
      },
      { ...done, actor: by('mod'), action: 'users.reinstate', changes: { status: moved('suspended', 'active') } },
      { ...done, actor: by('root'), action: 'users.end-sessions', changes: { sessions: 'ended' } },
      { ...done, actor: by('root'), action: 'users.delete', changes: { status: moved('active', 'deleted') } },
      { ...done, actor: by('root'), action: 'users.restore', changes: { status: moved('deleted', 'active') } },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/@example|Correct-Horse/);
  });

  it('C204: tells what others do to posts, comments and tags', async () => {
    const post = await aPost().by(ann.api).tagged('tea').published();
    const comment = await say(ann, post.id, 'Nice');
    await ann.api.patch(`/posts/${post.id}`, { title: 'My own affair' });
    await mod.api.post(`/posts/${post.id}/unpublish`);
    await mod.api.post(`/posts/${post.id}/publish`);
    await mod.api.post(`/comments/${comment.id}/hide`, { reason: 'Rude' });
    await mod.api.post(`/comments/${comment.id}/unhide`);
    await mod.api.delete(`/comments/${comment.id}`);
    await root.api.patch('/tags/tea', { name: 'Green tea' });
    await root.api.delete(`/posts/${post.id}?purge=true`);
    await root.api.get('/posts/export', { headers: { Accept: 'application/x-ndjson' } });
    const ndjson = { headers: { 'Content-Type': 'application/x-ndjson' } };
    for (const trial of ['?dryRun=true', ''])
      await root.api.post(`/posts/import${trial}`, '{"title":"One","content":"x"}\n{"title":""}\n', ndjson);
    const changes = await entries({ targetId: post.id, sortOrder: 'asc' });
    expect(changes.map(({ action, changes }) => [action, changes])).toEqual([
      ['posts.change', { members: expect.arrayContaining(['status']), status: { from: 'published', to: 'draft' } }],
      ['posts.change', { members: expect.arrayContaining(['status']), status: { from: 'draft', to: 'published' } }],
      ['posts.purge', { authorId: ann.id }],
    ]);
    const said = await entries({ targetType: 'comment', targetId: comment.id, sortOrder: 'asc' });
    expect(said.map(({ action }) => action)).toEqual(['comments.hide', 'comments.unhide', 'comments.delete']);
    const renamed = { name: { from: 'tea', to: 'Green tea' }, slug: { from: 'tea', to: 'green-tea' } };
    expect(await newest({ targetType: 'tag' })).toEqual(['root', 'tags.rename', 'tea', 'success', renamed]);
    const report = { added: 1, changed: 0, refused: 1 };
    expect(await newest({ action: 'posts.import' })).toEqual(['root', 'posts.import', null, 'success', report]);
    expect(await entries({ action: 'posts.import' })).toHaveLength(1);
    expect(await newest({ action: 'posts.export' })).toEqual(['root', 'posts.export', null, 'success', null]);
  });

  it('C204: tells who looks at the data of others, once a minute, and not who looks at their own', async () => {
    for (let time = 0; time < 3; time += 1) {
      await root.api.get('/users', { query: { search: 'ann@example.com' } });
      await root.api.get(`/users/${ann.username}`);
      await root.api.get(`/users/${root.id}`);
      await mod.api.get(`/users/${ann.id}`);
    }
    expect(await entries({ action: 'users.list' })).toHaveLength(1);
    expect(await newest({ action: 'users.read' })).toEqual(['root', 'users.read', ann.id, 'success', null]);
    expect(await entries({ action: 'users.read' })).toHaveLength(1);
    const key = await anApiKey(test, root, 'users:read');
    await key.api.get(`/users/${mod.id}`);
    const byKey = { apiKeyId: key.id };
    expect(await newest({ action: 'users.read' })).toEqual(['root', 'users.read', mod.id, 'success', byKey]);
    expect(await newest({ action: 'audit.list' })).toEqual(['root', 'audit.list', null, 'success', null]);
    expect(await entries({ action: 'audit.list' })).toHaveLength(1);
  });

  it('C204: tells who is refused, behind the answer and once a minute', async () => {
    for (let time = 0; time < 3; time += 1) {
      expect((await ann.api.get('/users')).status).toBe(403);
      expect((await mod.api.delete(`/users/${ann.id}`)).status).toBe(403);
    }
    await until(async () => (await entries({ actor: 'mod', action: 'access.forbidden' })).length === 1);
    const forbidden = { code: 'FORBIDDEN' };
    expect(await newest({ actor: 'mod', action: 'access.forbidden' })).toEqual([
      'mod',
      'access.forbidden',
      'DELETE /api/v1/users/{id}',
      'denied',
      forbidden,
    ]);
    expect(await newest({ actor: ann.id, outcome: 'denied' })).toEqual([
      'ann',
      'access.forbidden',
      'GET /api/v1/users',
      'denied',
      forbidden,
    ]);
    const statuses: number[] = [];
    for (let time = 0; time < 13; time += 1) statuses.push((await root.api.post('/users', {})).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(1);
    const limited = ['root', 'access.rate-limited', 'POST /api/v1/users', 'denied', { code: 'RATE_LIMITED' }];
    await until(async () => (await entries({ action: 'access.rate-limited' })).length > 0);
    expect(await newest({ action: 'access.rate-limited' })).toEqual(limited);
    expect(await entries({ action: 'access.rate-limited' })).toHaveLength(1);
  });

  it('what is undone leaves no entry, and a reading goes on when none can be made', async () => {
    const database = test.app.get(Database);
    const audit = test.app.get(Audit);
    const undone = database.transaction(async () => {
      await audit.record({ action: 'users.edit', target: { type: 'user', id: 'undone' } });
      throw new Error('Undone');
    });
    await expect(undone).rejects.toThrow('Undone');
    expect(await entries({ targetId: 'undone' })).toEqual([]);
    await database.queryText('ALTER TABLE audit_log RENAME TO audit_log_away');
    const eve = await aUser().in(test);
    expect((await root.api.get(`/users/${eve.id}`)).status).toBe(200);
    const login = { email: eve.email, password: 'Canary-Wrong-1' };
    expect((await test.api.post('/auth/login', login)).body.code).toBe('INVALID_CREDENTIALS');
    expect((await test.api.post('/auth/login', { ...login, password: PASSWORD })).status).toBe(500);
    expect((await root.api.put(`/users/${eve.id}/role`, { role: 'admin' })).status).toBe(500);
    await database.queryText('ALTER TABLE audit_log_away RENAME TO audit_log');
    expect((await root.api.get(`/users/${eve.id}`)).data.role).toBe('user');
    expect(await newest({ targetId: eve.id })).toEqual(['root', 'users.read', eve.id, 'success', null]);
  });

  it('is read page by page, by cursor too, and filtered', async () => {
    await test.app.get(Database).queryText(
      `INSERT INTO audit_log (id, at, actor_id, action, target_type, target_id, outcome)
       SELECT gen_random_uuid(), '2026-01-01'::timestamptz + (n / 3) * interval '1 second', $1::uuid, 'users.list',
         'user', 'paged', 'success' FROM generate_series(1, 25) AS n`,
      [ann.id],
    );
    const query = { targetId: 'paged', limit: 10 };
    const first = await root.api.get('/audit-log', { query });
    expect(first.body.meta).toMatchObject({ total: 25, totalIsExact: true, hasNext: true });
    const second = await root.api.get('/audit-log', { query: { ...query, cursor: first.body.meta.nextCursor } });
    const third = await root.api.get('/audit-log', { query: { ...query, cursor: second.body.meta.nextCursor } });
    const all = [first, second, third].flatMap(({ data }) => data as Entry[]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(25);
    expect(all.map(({ at }) => at)).toEqual([...all.map(({ at }) => at)].sort().reverse());
    const foreign = { query: { ...query, outcome: 'success', cursor: first.body.meta.nextCursor } };
    expect((await root.api.get('/audit-log', foreign)).body.code).toBe('INVALID_CURSOR');

    const between = { createdAfter: '2026-01-01T00:00:03Z', createdBefore: '2026-01-01T00:00:05Z' };
    expect(await entries({ ...between, targetId: 'paged' })).toHaveLength(6);
    expect(await entries({ targetId: 'paged', actor: 'ANN' })).toHaveLength(25);
    expect(await entries({ targetId: 'paged', actor: 'nobody-at-all' })).toEqual([]);
    expect(await entries({ targetId: 'paged', outcome: 'failure' })).toEqual([]);
    for (const wrong of [{ action: 'users.eat' }, { targetType: 'moon' }, { outcome: 'x' }, { sortBy: 'action' }]) {
      const { body } = await root.api.get('/audit-log', { query: wrong });
      expect([body.code, body.errors?.[0]?.field]).toEqual(['VALIDATION_ERROR', Object.keys(wrong)[0]]);
    }
    for (const caller of [mod, ann]) expect((await caller.api.get('/audit-log')).status).toBe(403);
  });

  it('forgets what is older than a year, once a day', async () => {
    await test.app.get(Database).queryText(
      `INSERT INTO audit_log (id, at, action, target_type, target_id, outcome)
       SELECT gen_random_uuid(), now() - n * interval '1 hour', 'users.list', 'user', 'old', 'success'
       FROM generate_series(365 * 24 - 2, 365 * 24 + 1100) AS n`,
    );
    await test.app.get(AuditRetentionService, { strict: false }).expire();
    const left = await entries({ targetId: 'old' });
    expect(left.length).toBeGreaterThanOrEqual(2);
    expect(left.length).toBeLessThanOrEqual(3);
  });

  it('costs one look into an index, whatever is asked', async () => {
    const database = test.app.get(Database);
    await database.queryText(
      `INSERT INTO audit_log (id, actor_id, action, target_type, target_id, outcome)
       SELECT gen_random_uuid(), gen_random_uuid(), CASE n % 50 WHEN 0 THEN 'tags.merge' ELSE 'auth.login' END,
         CASE n % 50 WHEN 0 THEN 'tag' ELSE 'user' END, 'target ' || n,
         CASE n % 50 WHEN 0 THEN 'failure' ELSE 'success' END FROM generate_series(1, 5000) AS n`,
    );
    await database.queryText('ANALYZE audit_log');
    const queries = [
      {},
      { sortOrder: 'asc' },
      { actor: ann.id },
      { action: 'tags.merge' },
      { targetType: 'tag' },
      { targetId: 'target 7' },
      { outcome: 'failure' },
      { createdAfter: '2026-01-01T00:00:00Z', createdBefore: '2026-01-01T00:00:02Z' },
    ];
    for (const query of queries) {
      const text = jest.spyOn(database, 'queryText');
      const { body } = await root.api.get('/audit-log', { query: { ...query, limit: 2 } });
      await root.api.get('/audit-log', { query: { ...query, limit: 2, cursor: body.meta.nextCursor ?? undefined } });
      const lists = text.mock.calls.filter(([statement]) => statement.includes('ORDER BY'));
      text.mockRestore();
      expect(lists.length).toBeGreaterThan(0);
      for (const [statement, values] of lists) {
        const plan = JSON.stringify(await database.queryText(`EXPLAIN ${statement}`, values));
        expect(plan).toContain('Index');
        expect(plan).not.toContain('Seq Scan');
      }
    }
    const names = statementsOfRequests(test);
    await root.api.get('/audit-log');
    expect(names).toEqual(['sessions.principal', 'text', 'text', 'users.names-of-ids']);
  });

  it('C205: has no other way in', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect((await root.api.call(method, '/audit-log', method === 'DELETE' ? undefined : {})).status).toBe(405);
    }
  });
});
