import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { mailsOf, mailTo, tokenOf } from '../support/outbox.js';
import { until } from '../support/until.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';
import { fetch } from '../support/fetch.js';

const VERIFY = 'Confirm your email address';
const CONFIRM = 'Confirm your new email address';

let test: TestApp;

beforeAll(async () => {
  test = await startApp({
    throttle: { enabled: true, limit: 10_000 },
    server: { trustProxy: ['127.0.0.1'], publicUrl: 'https://blog.example.com', appUrl: 'https://blog.example.com' },
  });
});
afterAll(() => test.stop());

function query<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  return test.app.get(Database).queryText<Row>(text, values);
}

function jobsDone(): Promise<void> {
  return until(async () => (await query('SELECT 1 FROM graphile_worker._private_jobs')).length === 0);
}

/** Each test comes from an address of its own, so that none uses up the guesses of another. */
let clients = 0;
let from = '';
beforeEach(() => {
  from = `192.0.2.${(clients += 1)}`;
});

const verify = (token: string): Promise<Reply> =>
  test.api.post('/auth/email/verify', { token }, { headers: { 'X-Forwarded-For': from } });

async function register(username: string, name?: string): Promise<TestUser['api']> {
  const body = { email: `${username}@example.com`, username, password: PASSWORD, name };
  const reply = await test.api.post('/auth/register', body, { headers: { 'X-Forwarded-For': from } });
  return test.api.with(reply.data.accessToken as string);
}

const account = async (api: TestUser['api']): Promise<Record<string, unknown>> => (await api.get('/users/me')).data;
const subjectsTo = async (to: string): Promise<string[]> =>
  (await mailsOf(test)).filter((mail) => mail.to === to).map(({ subject }) => subject);
const answersOf = ({ status, body }: Reply): unknown => [status, body?.code, body?.errors];

describe('the address of an account', () => {
  it('C001, C016: is confirmed by the mail that registering sends, once', async () => {
    const ann = await register('ann');
    const mail = await mailTo(test, 'ann@example.com', VERIFY);
    expect(mail.text).toContain('\nhttps://blog.example.com/verify-email?token=');
    expect(await account(ann)).toMatchObject({ emailVerified: false, version: 1 });

    expect((await verify(tokenOf(mail))).status).toBe(204);
    expect(await account(ann)).toMatchObject({ emailVerified: true, version: 2 });

    await register('anna');
    const late = tokenOf(await mailTo(test, 'anna@example.com', VERIFY));
    await query("UPDATE one_time_tokens SET expires_at = now() - interval '1 ms' WHERE email = 'anna@example.com'");
    const refusals = [await verify(tokenOf(mail)), await verify(late), await verify('A'.repeat(43))].map(answersOf);
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
    expect(refusals[0]).toMatchObject([400, 'VALIDATION_ERROR', [{ field: 'token' }]]);
  });

  it('C016: is confirmed for whom the token was made, not for who presents it', async () => {
    const bob = await register('bob');
    const eve = await register('eve');
    const token = tokenOf(await mailTo(test, 'bob@example.com', VERIFY));
    expect((await eve.post('/auth/email/verify', { token })).status).toBe(204);
    expect([(await account(bob)).emailVerified, (await account(eve)).emailVerified]).toEqual([true, false]);
  });

  it('has its mail sent again while it is not confirmed, and the older link ends', async () => {
    const cat = await register('cat');
    const first = tokenOf(await mailTo(test, 'cat@example.com', VERIFY));
    expect((await cat.post('/auth/email/resend')).status).toBe(202);
    const second = tokenOf(await mailTo(test, 'cat@example.com', VERIFY, 2));
    expect([(await verify(first)).status, (await verify(second)).status]).toEqual([400, 204]);
    expect((await cat.post('/auth/email/resend')).status).toBe(202);
    await jobsDone();
    expect(await subjectsTo('cat@example.com')).toEqual([VERIFY, VERIFY]);
    const statuses = await Promise.all(Array.from({ length: 4 }, () => cat.post('/auth/email/resend')));
    expect(statuses.map(({ status }) => status).sort()).toEqual([202, 202, 202, 429]);
  });

  it('C022: changes when the new one confirms it, and the old one hears of it twice', async () => {
    const dan = await aUser().named('dan').in(test);
    const email = 'Daniel@New.example';
    const bare = await dan.api.patch('/users/me', { email });
    expect([bare.status, bare.body.errors[0].field]).toEqual([400, 'currentPassword']);
    const asked = await dan.api.patch('/users/me', { email, currentPassword: PASSWORD });
    expect([asked.status, asked.data.email]).toEqual([200, 'dan@example.com']);
    await mailTo(test, 'dan@example.com', 'Your email address is about to change');
    const mail = await mailTo(test, 'daniel@new.example', CONFIRM);
    expect((await test.api.post('/auth/login', { email: 'dan@example.com', password: PASSWORD })).status).toBe(200);

    expect((await verify(tokenOf(mail))).status).toBe(204);
    const before = asked.data.version as number;
    expect(await account(dan.api)).toMatchObject({
      email: 'daniel@new.example',
      emailVerified: true,
      version: before + 1,
    });
    await mailTo(test, 'dan@example.com', 'Your email address has changed');
    expect((await test.api.post('/auth/login', { email: 'dan@example.com', password: PASSWORD })).status).toBe(401);
    expect((await verify(tokenOf(mail))).status).toBe(400);
    const actions = await query<{ action: string }>('SELECT action FROM audit_log WHERE target_id = $1 ORDER BY at', [
      dan.id,
    ]);
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['auth.email-change-request', 'auth.email-change']),
    );
  });

  it('stays when the new one is taken, at once or by the time that it is confirmed', async () => {
    const fay = await aUser().named('fay').in(test);
    const taken = await fay.api.patch('/users/me', { email: 'ann@example.com', currentPassword: PASSWORD });
    expect([taken.status, taken.body.code]).toEqual([409, 'EMAIL_TAKEN']);
    await fay.api.patch('/users/me', { email: 'gus@example.com', currentPassword: PASSWORD });
    const token = tokenOf(await mailTo(test, 'gus@example.com', CONFIRM));
    await register('gus');
    const late = await verify(token);
    expect([late.status, late.body.code]).toEqual([409, 'EMAIL_TAKEN']);
    expect((await account(fay.api)).email).toBe('fay@example.com');
  });

  it('stays when the password changes before the new one confirms it', async () => {
    const hal = await aUser().named('hal').in(test);
    await hal.api.patch('/users/me', { email: 'hal@new.example', currentPassword: PASSWORD });
    const token = tokenOf(await mailTo(test, 'hal@new.example', CONFIRM));
    await hal.api.post('/auth/password/change', { currentPassword: PASSWORD, newPassword: 'Better-Horse-8' });
    await mailTo(test, 'hal@example.com', 'Your password has changed');
    expect((await verify(token)).status).toBe(400);
    expect((await account(hal.api)).email).toBe('hal@example.com');
  });

  it('that an admin gives is unproved: it is asked, the old one is told, and what was under way ends', async () => {
    const root = await aUser().admin().in(test);
    const { id } = (
      await root.api.post('/users', { email: 'ivy@example.com', username: 'ivy', name: 'Ivy', password: PASSWORD })
    ).data;
    const older = tokenOf(await mailTo(test, 'ivy@example.com', VERIFY));
    await root.api.patch(`/users/${id}`, { email: 'ivy@new.example' });
    await mailTo(test, 'ivy@example.com', 'Your email address has changed');
    const newer = tokenOf(await mailTo(test, 'ivy@new.example', VERIFY));
    expect([(await verify(older)).status, (await verify(newer)).status]).toEqual([400, 204]);
    expect((await root.api.get(`/users/${id}`)).data).toMatchObject({ email: 'ivy@new.example', emailVerified: true });
  });

  it('C108: gets mails in our own words, whatever people call themselves and their things', async () => {
    const jo = await register('jo-x', '=?utf-8?B?QmNjOiBzcHlAZXZpbC50ZXN0?= <b>{{7*7}}</b>');
    await jo.post('/auth/api-keys', { name: '<b>{{7*7}}</b>', scopes: ['profile:read'] });
    const key = await mailTo(test, 'jo-x@example.com', 'A new API key');
    expect(key.html).toContain('&lt;b&gt;{{7*7}}&lt;/b&gt;');
    expect(key.html).not.toContain('<b>');
    for (const mail of [await mailTo(test, 'jo-x@example.com', VERIFY), key]) {
      expect(Object.keys(mail)).toEqual(['to', 'subject', 'text', 'html']);
      expect([mail.to, /^[\w ]+$/.test(mail.subject)]).toEqual(['jo-x@example.com', true]);
      expect(mail.text + mail.html).not.toMatch(/QmNj|spy@|49/);
    }
    const folding = await jo.patch('/users/me', { name: 'x\r\nBcc: spy@evil.test' });
    expect([folding.status, folding.body.errors[0].field]).toEqual([400, 'name']);
  });

  it('C017, C157: gets five mails an hour to set a password, from wherever they are asked for', async () => {
    const kim = await aUser().named('kim').in(test);
    const spellings = ['kim@example.com', 'KIM@example.com', ' Kim@EXAMPLE.com '];
    for (let index = 0; index < 12; index += 1) {
      const headers = { 'X-Forwarded-For': `198.51.100.${index}` };
      const reply = await test.api.post('/auth/password/forgot', { email: spellings[index % 3] }, { headers });
      expect([reply.status, reply.text]).toEqual([202, '']);
      await jobsDone();
    }
    expect(await subjectsTo(kim.email)).toHaveLength(5);
  });

  it('C157: gets five confirmations an hour, whoever means to have it', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      const user = await aUser().in(test);
      const change = { email: 'wanted@example.com', currentPassword: PASSWORD };
      statuses.push((await user.api.patch('/users/me', change)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('C156: tokens are guessed thirty times in a quarter of an hour', async () => {
    const guesses = Array.from({ length: 32 }, (_, index) => Buffer.alloc(32, index).toString('base64url'));
    const statuses: number[] = [];
    for (const [index, token] of guesses.entries()) {
      const [path, body] = index % 2 ? ['reset', { token, password: PASSWORD }] : ['verify', { token }];
      const headers = { 'X-Forwarded-For': from };
      statuses.push(
        (await test.api.post(`/auth/${index % 2 ? 'password' : 'email'}/${path}`, body, { headers })).status,
      );
    }
    expect(statuses).toEqual([...Array<number>(30).fill(400), 429, 429]);
  });
});

describe('the pages that links in mails lead to', () => {
  const pages = ['verify-email', 'reset-password'];

  it.each(pages)('%s brings its own script alone, and nothing of its address', async (name) => {
    const response = await fetch(`${test.url}/${name}?token="><script>alert(1)</script>`);
    const html = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html).not.toContain('alert');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('unsafe');
    for (const [, kind, text = ''] of html.matchAll(/<(script|style)>(.*?)<\/\1>/gs)) {
      const hash = createHash('sha256').update(text).digest('base64');
      expect(policy).toContain(`${kind ?? ''}-src 'sha256-${hash}'`);
    }
    expect(html).not.toMatch(/(?:src|href)=| on\w+=|style=/);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await test.api.with('ended').get(`//${name}`)).status).toBe(200);
  });

  it('changes nothing by being read, and everything by its button', async () => {
    const lea = await aUser().named('lea').in(test);
    await test.api.post('/auth/password/forgot', { email: lea.email });
    const link = /https:\S+/.exec((await mailTo(test, lea.email, 'Set a new password')).text)?.[0] ?? '';
    const address = link.replace('https://blog.example.com', test.url);
    const status = await submit(address, { password: 'Better-Horse-8' });
    expect(status).toContain('Your new password is set');
    const login = { email: lea.email, password: 'Better-Horse-8' };
    expect((await test.api.post('/auth/login', login)).status).toBe(200);
    expect(await submit(address, { password: 'weak' })).toMatch(/at least 8/);
    expect(await submit(address, { password: 'Better-Horse-9' })).toMatch(/not any more/);
  });

  /** Opens a page as a browser would, with as much of one as its script needs, and sends the form. */
  async function submit(address: string, fields: Record<string, string>): Promise<string> {
    const html = await (await fetch(address)).text();
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(html) ?? [];
    const [, call = '', done = ''] = /data-call="(.*?)" data-done="(.*?)"/.exec(html) ?? [];
    const status = { textContent: '' };
    let send: (event: object) => Promise<void> = () => Promise.resolve();
    const form = {
      dataset: { call, done },
      querySelector: () => ({}),
      addEventListener: (_: string, listener: typeof send) => (send = listener),
    };
    runInNewContext(script, {
      URLSearchParams,
      location: new URL(address),
      history: { replaceState: () => undefined },
      document: { querySelector: (selector: string) => (selector === 'form' ? form : status) },
      FormData: class {
        [Symbol.iterator] = () => Object.entries(fields)[Symbol.iterator]();
      },
      fetch: (path: string, options: RequestInit) => fetch(new URL(path, address), options),
    });
    await send({ preventDefault: () => undefined });
    return status.textContent;
  }
});
