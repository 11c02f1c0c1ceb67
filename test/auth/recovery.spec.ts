import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { mailsOf, mailTo, tokenOf } from '../support/outbox.js';
import { rawRequest } from '../support/raw-request.js';
import { codeOf, turnOn } from '../support/second-factor.js';
import { until } from '../support/until.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

const NEW_PASSWORD = 'Better-Horse-8';
const SUBJECT = 'Set a new password';

let test: TestApp;

beforeAll(async () => {
  test = await startApp({ server: { appUrl: 'https://app.example.com/blog' } });
});
afterAll(() => test.stop());

const forget = (email: string): Promise<Reply> => test.api.post('/auth/password/forgot', { email });
const reset = (token: string, password = NEW_PASSWORD): Promise<Reply> =>
  test.api.post('/auth/password/reset', { token, password });
const login = (email: string, password: string): Promise<Reply> => test.api.post('/auth/login', { email, password });

async function tokenFor({ email }: TestUser, n = 1): Promise<string> {
  await forget(email);
  return tokenOf(await mailTo(test, email, SUBJECT, n));
}

function query<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  return test.app.get(Database).queryText<Row>(text, values);
}

/** All jobs that were added have been done. */
function jobsDone(): Promise<void> {
  return until(async () => (await query('SELECT 1 FROM graphile_worker._private_jobs')).length === 0);
}

function expectUseless(reply: Reply): void {
  expect([reply.status, reply.body.code, reply.body.errors]).toEqual([
    400,
    'VALIDATION_ERROR',
    [expect.objectContaining({ field: 'token' })],
  ]);
}

describe('a forgotten password', () => {
  it('C017: gives known and unknown addresses the same answer, and mails the known alone', async () => {
    const ann = await aUser().named('ann').in(test);
    const known = await forget('ANN@Example.com');
    const unknown = await forget('nobody@example.com');
    const comparable = ({ status, text, headers }: Reply): unknown => {
      const varying = new Set(['date', 'x-request-id', 'x-correlation-id', 'server-timing']);
      return { status, text, headers: [...headers].filter(([name]) => !varying.has(name)) };
    };
    expect(known.status).toBe(202);
    expect(comparable(known)).toEqual(comparable(unknown));
    const { text, html } = await mailTo(test, ann.email, SUBJECT);
    const link = /https:\/\/\S+/.exec(text)?.[0] ?? '';
    expect(link).toMatch(/^https:\/\/app\.example\.com\/blog\/reset-password\?token=[\w-]{43}$/);
    expect(html).toContain(`href="${link}"`);
    await jobsDone();
    expect((await mailsOf(test)).map(({ to }) => to)).toEqual([ann.email]);
  });

  it('C019: sets another one, which ends every session and opens none', async () => {
    const bob = await aUser().named('bob').in(test);
    await query('UPDATE users SET email_verified = true WHERE id = $1', [bob.id]);
    const other = (await login(bob.email, PASSWORD)).data;
    const scopes = ['profile:read'];
    const key = (await bob.api.post('/auth/api-keys', { name: 'Backup', scopes })).data.key as string;
    const reply = await reset(await tokenFor(bob));
    expect([reply.status, reply.text, reply.headers.get('set-cookie')]).toEqual([204, '', null]);
    expect((await bob.api.get('/users/me')).status).toBe(401);
    expect((await test.api.with(other.accessToken as string).get('/users/me')).status).toBe(401);
    expect((await test.api.post('/auth/refresh', { refreshToken: other.refreshToken })).status).toBe(401);
    expect([(await login(bob.email, PASSWORD)).status, (await login(bob.email, NEW_PASSWORD)).status]).toEqual([
      401, 200,
    ]);
    expect((await test.api.get('/users/me', { headers: { 'X-API-Key': key } })).status).toBe(200);
    expect((await mailTo(test, bob.email, 'Your password has changed')).text).toContain('API keys go on working');
    const [entry] = await query(
      `SELECT outcome, actor_id FROM audit_log WHERE action = 'auth.password-reset' AND target_id = $1`,
      [bob.id],
    );
    expect(entry).toEqual({ outcome: 'success', actor_id: bob.id });
  });

  it('C018: takes the newest token, once, and none after its time or after another change', async () => {
    const cat = await aUser().in(test);
    const older = await tokenFor(cat);
    const newer = await tokenFor(cat, 2);
    expectUseless(await reset(older));
    expect((await reset(newer, 'Other-Horse-9')).status).toBe(204);
    expectUseless(await reset(newer));
    expectUseless(await reset('A'.repeat(43)));
    const late = await tokenFor(cat, 3);
    await query("UPDATE one_time_tokens SET expires_at = now() - interval '1 ms' WHERE user_id = $1", [cat.id]);
    expectUseless(await reset(late));
    const before = await tokenFor(cat, 4);
    const cats = test.api.with((await login(cat.email, 'Other-Horse-9')).data.accessToken as string);
    const change = { currentPassword: 'Other-Horse-9', newPassword: NEW_PASSWORD };
    expect((await cats.post('/auth/password/change', change)).status).toBe(204);
    expectUseless(await reset(before));
  });

  it('keeps neither tokens nor addresses where others could read them', async () => {
    const dan = await aUser().in(test);
    const token = await tokenFor(dan);
    await jobsDone();
    const dump = await query<{ row: string }>('SELECT t::text AS row FROM one_time_tokens t');
    expect(dump.map(({ row }) => row).join()).not.toContain(token);
    expect(await query('SELECT 1 FROM account_mails')).toEqual([]);
    const [left] = await query<{ seconds: number }>(
      'SELECT extract(epoch FROM expires_at - created_at)::integer AS seconds FROM one_time_tokens WHERE user_id = $1',
      [dan.id],
    );
    expect(left?.seconds).toBe(900);
  });

  it('C182: of 20 parallel uses one succeeds, and only its password works', async () => {
    const eve = await aUser().in(test);
    const token = await tokenFor(eve);
    const passwords = Array.from({ length: 20 }, (_, index) => `Parallel-Horse-${index}`);
    const replies = await Promise.all(passwords.map((password) => reset(token, password)));
    const winners = replies.map(({ status }) => status === 204);
    expect(winners.filter(Boolean)).toHaveLength(1);
    for (const { status } of replies) expect([204, 400, 503]).toContain(status);
    const winner = passwords[winners.indexOf(true)] ?? '';
    const loser = passwords[winners.indexOf(false)] ?? '';
    expect([(await login(eve.email, winner)).status, (await login(eve.email, loser)).status]).toEqual([200, 401]);
  });

  it('C009: takes no password that only says who its owner is, and leaves the token good', async () => {
    const fay = await aUser().named('fay-horse_8').in(test);
    const token = await tokenFor(fay);
    const reply = await reset(token, 'Fay-Horse-8');
    expect([reply.status, reply.body.errors[0].field]).toEqual([400, 'password']);
    expect((await reset(token)).status).toBe(204);
  });

  it('C013: leaves nothing to somebody who registered with an address that is not theirs', async () => {
    const email = 'victim@example.com';
    const attacker = (await test.api.post('/auth/register', { email, username: 'attacker', password: PASSWORD })).data;
    const attack = test.api.with(attacker.accessToken as string);
    const key = (await attack.post('/auth/api-keys', { name: 'Backdoor', scopes: ['profile:read'] })).data.key;
    await attack.patch('/users/me', { email: 'attacker@example.com', currentPassword: PASSWORD });
    const change = tokenOf(await mailTo(test, 'attacker@example.com', 'Confirm your new'));
    const verification = tokenOf(await mailTo(test, email, 'Confirm your email'));
    const { secret } = (await attack.post('/auth/totp')).data as { secret: string };
    expect((await attack.post('/auth/totp/confirm', { code: codeOf(secret) })).status).toBe(200);

    await forget(email);
    expect((await reset(tokenOf(await mailTo(test, email, SUBJECT)))).status).toBe(204);

    expect((await attack.get('/users/me')).status).toBe(401);
    expect((await login(email, PASSWORD)).status).toBe(401);
    expect((await test.api.post('/auth/refresh', { refreshToken: attacker.refreshToken })).status).toBe(401);
    expect((await test.api.get('/users/me', { headers: { 'X-API-Key': key as string } })).status).toBe(401);
    for (const token of [change, verification]) expectUseless(await test.api.post('/auth/email/verify', { token }));
    const { user } = (await login(email, NEW_PASSWORD)).data;
    expect(user).toMatchObject({ email, emailVerified: true, username: 'attacker' });
  });

  it('is no way round the second factor of somebody whose address is proved', async () => {
    const gil = await aUser().in(test);
    await query('UPDATE users SET email_verified = true WHERE id = $1', [gil.id]);
    const { code } = await turnOn(gil, test);
    expect((await reset(await tokenFor(gil))).status).toBe(204);
    const credentials = { email: gil.email, password: NEW_PASSWORD };
    expect((await test.api.post('/auth/login', credentials)).body.code).toBe('SECOND_FACTOR_REQUIRED');
    expect((await test.api.post('/auth/login', { ...credentials, code: code() })).status).toBe(200);
  });

  it('gives the author of imported posts a first password, and deleted accounts nothing', async () => {
    const author = await aUser().in(test);
    await query('DELETE FROM credentials WHERE user_id = $1', [author.id]);
    expect((await reset(await tokenFor(author))).status).toBe(204);
    expect((await login(author.email, NEW_PASSWORD)).status).toBe(200);

    const gone = await aUser().in(test);
    const token = await tokenFor(gone);
    await query('UPDATE users SET deleted_at = now() WHERE id = $1', [gone.id]);
    expectUseless(await reset(token));
    expect((await forget(gone.email)).status).toBe(202);
    await jobsDone();
    expect((await mailsOf(test)).filter(({ to }) => to === gone.email)).toHaveLength(1);
  });

  it('leaves a suspension as it is', async () => {
    const hal = await aUser().suspended().in(test);
    expect((await reset(await tokenFor(hal))).status).toBe(204);
    expect((await login(hal.email, NEW_PASSWORD)).body.code).toBe('ACCOUNT_SUSPENDED');
  });

  it('C021: leads to the configured address, whatever a request calls us', async () => {
    const ivy = await aUser().in(test);
    const body = JSON.stringify({ email: ivy.email });
    const head = (target: string): string =>
      [
        `POST ${target} HTTP/1.1`,
        'Host: evil.example',
        'X-Forwarded-Host: evil.example',
        'Forwarded: host=evil.example',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n');
    for (const [index, target] of ['', 'http://evil.example'].entries()) {
      expect((await rawRequest(test.url, head(`${target}/api/v1/auth/password/forgot`))).status).toBe(202);
      const { text, html } = await mailTo(test, ivy.email, SUBJECT, index + 1);
      expect(text).toContain('\nhttps://app.example.com/blog/reset-password?token=');
      expect(text + html).not.toContain('evil');
    }
  });
});
