import { readFile } from 'node:fs/promises';
import { Secret } from 'otpauth';
import { Database } from '../../src/platform/database/index.js';
import { startApp, TEST_SECRET, type TestApp } from '../support/app.js';
import type { Client, Reply } from '../support/client.js';
import { mailTo, tokenOf } from '../support/outbox.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { codeOf } from '../support/second-factor.js';
import { aUser, type TestUser } from '../support/users.js';
import { Watch } from './watch.js';

const MAIL_TOKENS = ['verification token', 'reset token', 'token for a new address'] as const;

/** What the journey leaves in the audit log. */
const ENTERED = [
  'access.forbidden',
  'audit.list',
  'auth.api-key-create',
  'auth.api-key-revoke',
  'auth.email-change',
  'auth.email-change-request',
  'auth.email-verify',
  'auth.login',
  'auth.logout',
  'auth.logout-all',
  'auth.password-change',
  'auth.password-forgot',
  'auth.password-reset',
  'auth.recovery-code-use',
  'auth.refresh-token-reused',
  'auth.register',
  'auth.step-up',
  'auth.totp-disable',
  'auth.totp-enable',
  'users.export',
  'users.list',
  'users.read',
];

const METRICS_TOKEN = 'Metrics-token-0123456789-canary';

describeWithRedis('the secrets of a journey', () => {
  let test: TestApp;
  let watch: Watch;
  let root: TestUser;
  let stopListening: () => void;

  beforeAll(async () => {
    test = await startApp({ redis: { url: redisUrl() }, metrics: { token: METRICS_TOKEN } });
    root = await aUser().named('root').admin().in(test);
    watch = new Watch(test);
    stopListening = await watch.overhear(redisUrl());
  });

  afterAll(async () => {
    stopListening();
    watch.stop();
    await test.stop();
  });

  /** Keeps the tokens that an answer has issued. */
  function signedIn(reply: Reply): { api: Client; refreshToken: string } {
    expect([reply.status, reply.body?.code]).toEqual([reply.status < 300 ? reply.status : 200, undefined]);
    const { accessToken, refreshToken } = reply.data as { accessToken: string; refreshToken?: string };
    watch.keep('access token', accessToken);
    const cookie = /^quire_refresh=([\w-]+)/.exec(reply.headers.getSetCookie()[0] ?? '')?.[1];
    return { api: test.api.with(accessToken), refreshToken: watch.keep('refresh token', refreshToken ?? cookie ?? '') };
  }

  async function mailed(name: (typeof MAIL_TOKENS)[number], to: string, subject: string): Promise<string> {
    const token = watch.plant(name, tokenOf(await mailTo(test, to, subject)));
    expect(token).toHaveLength(43);
    return token;
  }

  /** What fails, with a canary wherever one can be put. */
  async function fail(email: string, api: Client): Promise<void> {
    const canary = watch.plant('canary', 'Canary-0123456789-Pa$$word');
    const { api: anybody } = test;
    const headers = (name: string, value: string): object => ({ headers: { [name]: value } });
    const replies = [
      await anybody.post('/auth/register', { email: canary, username: canary, password: [canary] }),
      await anybody.post('/auth/register', { email, username: 'new', password: [canary], name: { canary } }),
      await anybody.post('/auth/register', `{"email": "${canary}", "password": "${canary}"`),
      await anybody.post('/auth/login', { email, password: canary }),
      await anybody.post('/auth/login', { email: 'nobody@example.com', password: canary }),
      await anybody.post('/auth/login', { email, password: { canary } }),
      await anybody.post('/auth/login', { email, password: canary, code: canary }),
      await anybody.post('/auth/refresh', { refreshToken: canary }),
      await anybody.post('/auth/refresh', undefined, headers('Cookie', `quire_refresh=${canary}`)),
      await anybody.post('/auth/logout', { refreshToken: { canary } }),
      await anybody.post('/auth/email/verify', { token: canary }),
      await anybody.post('/auth/password/reset', { token: canary, password: canary }),
      await anybody.post('/auth/password/reset', { token: [canary], password: canary }),
      await anybody.get('/users/me', headers('Authorization', `Bearer ${canary}`)),
      await anybody.get('/users/me', headers('Authorization', `Basic ${canary}`)),
      await anybody.get('/users/me', headers('X-API-Key', canary)),
      await anybody.get('/users/me', headers('X-API-Key', `quire_${'0'.repeat(32)}_${canary}`)),
      await anybody.get(`/posts?token=${canary}`),
      await anybody.get(`/nowhere?password=${canary}`),
      await api.post('/auth/password/change', { currentPassword: canary, newPassword: `${canary}2` }),
      await api.post('/auth/password/change', { currentPassword: [canary], newPassword: canary }),
      await api.delete('/auth/totp', { password: canary, code: '000000' }),
      await api.post('/auth/totp/confirm', { code: canary }),
      await api.patch('/users/me', { email: 'new@example.com', currentPassword: canary }),
      await api.delete('/users/me', { password: canary }),
    ];
    for (const { status } of replies) expect([400, 401, 404, 409]).toContain(status);
  }

  /** Lets the calls meet a table that is not where it should be. */
  async function withoutTable(table: string, calls: () => Promise<Reply[]>): Promise<void> {
    const rename = (from: string, to: string): Promise<unknown> =>
      test.app.get(Database).queryText(`ALTER TABLE ${from} RENAME TO ${to}`);
    await rename(table, 'elsewhere');
    try {
      for (const { status } of await calls()) expect([table, status]).toEqual([table, 500]);
    } finally {
      await rename('elsewhere', table);
    }
  }

  it('C057, C168, C201, C204: are in no log line, no database, no cache, no mail and no answer but the one that issues them', async () => {
    const passwords = ['First', 'Second', 'Third'].map((n) => watch.plant('password', `${n}-Journey-7-Canary`));
    const [first = '', second = '', third = ''] = passwords;
    watch.plant('signing secret', TEST_SECRET);
    watch.plant('token of the metrics', METRICS_TOKEN);
    const email = 'ann@example.com';

    const name = watch.plant('control', 'not-secret-at-all');
    const registered = signedIn(
      await test.api.post('/auth/register', { email, username: 'ann', name, password: first }),
    );
    for (const path of ['/users/ann', `/users/${name}`]) await test.api.get(path);
    const proof = await mailed('verification token', email, 'Confirm your email address');
    await watch.dump();
    await test.api.get(`//verify-email?token=${proof}`);
    expect((await test.api.post('/auth/email/verify', { token: proof })).status).toBe(204);
    await fail(email, registered.api);

    const login = signedIn(await test.api.post('/auth/login', { email, password: first }));
    const next = signedIn(await test.api.post('/auth/refresh', { refreshToken: login.refreshToken }));
    signedIn(await test.api.post('/auth/refresh', { refreshToken: login.refreshToken }));
    signedIn(await test.api.post('/auth/refresh', { refreshToken: next.refreshToken }));
    expect((await test.api.post('/auth/refresh', { refreshToken: login.refreshToken })).body.code).toBe('TOKEN_REUSED');
    const browser = signedIn(await test.api.post('/auth/login', { email, password: first, cookie: true }));
    const cookie = { headers: { Cookie: `quire_refresh=${browser.refreshToken}` } };
    const rotated = signedIn(await test.api.post('/auth/refresh', undefined, cookie));
    const present = { headers: { Cookie: `quire_refresh=${rotated.refreshToken}` } };
    expect((await test.api.post('/auth/logout', undefined, present)).status).toBe(204);

    await test.api.post('/auth/password/forgot', { email });
    const token = await mailed('reset token', email, 'Set a new password');
    await watch.dump();
    await test.api.get(`//reset-password?token=${token}`);
    expect((await test.api.post('/auth/password/reset', { token, password: second })).status).toBe(204);
    const { api } = signedIn(await test.api.post('/auth/login', { email, password: second }));
    const change = { currentPassword: second, newPassword: third };
    expect((await api.post('/auth/password/change', change)).status).toBe(204);

    const setup = (await api.post('/auth/totp')).data as { secret: string; uri: string };
    watch.keep('second factor', setup.secret);
    watch.keep('second factor in hex', Secret.fromBase32(setup.secret).hex.toLowerCase());
    const code = (ahead = 0): string => watch.plant('code of the second factor', codeOf(setup.secret, ahead));
    const confirmed = await api.post('/auth/totp/confirm', { code: code() });
    const codes = (confirmed.data as { recoveryCodes: string[] }).recoveryCodes;
    for (const each of codes) watch.keep('recovery code', each);
    expect((await test.api.post('/auth/login', { email, password: third })).body.code).toBe('SECOND_FACTOR_REQUIRED');
    expect((await test.api.post('/auth/login', { email, password: third, code: 'abcd-efgh' })).status).toBe(401);
    signedIn(await test.api.post('/auth/login', { email, password: third, code: codes[0] }));
    signedIn(await test.api.post('/auth/login', { email, password: third, code: code(1) }));
    await fail(email, api);

    const made = await api.post('/auth/api-keys', { name: 'Reader', scopes: ['profile:read'], code: codes[1] });
    expect([made.status, made.body.code]).toEqual([201, undefined]);
    const key = watch.keep('API key', (made.data as { key: string }).key);
    const program = test.api.withKey(key);
    expect((await program.get('/users/me')).status).toBe(200);
    expect((await program.get('/auth/sessions')).status).toBe(403);
    const moved = { email: 'ann@new.example', currentPassword: third, code: codes[2] };
    expect((await api.patch('/users/me', moved)).status).toBe(200);
    const confirmation = await mailed('token for a new address', moved.email, 'Confirm your new email address');
    await watch.dump();
    expect((await test.api.post('/auth/email/verify', { token: confirmation })).status).toBe(204);

    for (const path of ['/users/me', '/users/me/export', '/auth/sessions', '/auth/api-keys', '/auth/totp'])
      expect((await api.get(path)).status).toBe(200);
    for (const path of ['/audit-log?limit=100', '/users?search=ann', '/users/ann', '//problems'])
      expect((await root.api.get(path)).status).toBe(200);
    expect((await test.api.with(METRICS_TOKEN).get('//metrics')).status).toBe(200);
    expect((await test.api.with(`${METRICS_TOKEN}x`).get('//metrics')).status).toBe(401);

    await withoutTable('credentials', async () => [
      await test.api.post('/auth/login', { email: moved.email, password: third, code: code(2) }),
      await test.api.post('/auth/register', { email: 'bob@example.com', username: 'bob', password: first }),
      await api.post('/auth/password/change', { currentPassword: third, newPassword: second, code: code(2) }),
    ]);
    await withoutTable('sessions', async () => [
      await api.get('/users/me'),
      await test.api.post('/auth/refresh', { refreshToken: registered.refreshToken }),
    ]);
    await withoutTable('one_time_tokens', async () => [
      await test.api.post('/auth/email/verify', { token: confirmation }),
      await test.api.post('/auth/password/reset', { token, password: first }),
    ]);
    await withoutTable('api_keys', async () => [await program.get('/users/me')]);
    expect((await api.delete(`/auth/api-keys/${(made.data as { id: string }).id}`)).status).toBe(204);
    expect((await api.delete('/auth/totp', { password: third, code: codes[3] })).status).toBe(204);
    expect((await api.post('/auth/logout-all')).status).toBe(204);
    await watch.dump();
    const { data: log } = await root.api.get('/audit-log?limit=100');
    expect([...new Set((log as { action: string }[]).map(({ action }) => action))].sort()).toEqual(ENTERED);

    const outbox = await readFile(test.config.mail.outbox, 'utf8');
    const leaks = watch.leaks(outbox, new Set(MAIL_TOKENS));
    expect(leaks.filter((leak) => !leak.startsWith('control'))).toEqual([]);
    for (const place of [
      'in the answer of GET /api/v1/users/me',
      'in the log',
      'sent to the database',
      'sent to Redis',
      'held by the database',
    ])
      expect(leaks).toContain(`control ${place}`);
    const { answers, lines, values, commands, dumps } = watch.size;
    expect([answers > 80, lines > 80, values > 200, commands > 10, dumps]).toEqual([true, true, true, true, 4]);
  });
});
