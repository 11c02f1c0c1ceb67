import { jest } from '@jest/globals';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { Sealer } from '../../src/platform/crypto/index.js';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { mailTo, tokenOf } from '../support/outbox.js';
import { codeOf, forgetUsedCodes, turnOn } from '../support/second-factor.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

describe('a second factor', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp();
  });

  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.stop());

  function login(user: TestUser, code?: string, password = PASSWORD): Promise<Reply> {
    return test.api.post('/auth/login', { email: user.email, password, code });
  }

  function query<Row>(text: string, ...values: unknown[]): Promise<Row[]> {
    return test.app.get(Database).queryText<Row>(text, values);
  }

  async function countSessions({ id }: TestUser): Promise<number> {
    return (await query('SELECT 1 FROM sessions WHERE user_id = $1', id)).length;
  }

  async function audited({ id }: TestUser, outcome = 'success'): Promise<string[]> {
    const text = `SELECT action FROM audit_log WHERE target_id = $1 AND outcome = $2 AND action <> 'auth.login' ORDER BY id`;
    return (await query<{ action: string }>(text, id, outcome)).map(({ action }) => action);
  }

  function outcome({ status, body }: Reply): unknown[] {
    return [status, body?.code, body?.errors?.[0]?.field].filter((part) => part !== undefined);
  }

  it('is set up with a secret and a first code, and ends the sessions that were opened without it', async () => {
    const ann = await aUser().in(test);
    const other = (await login(ann)).data;
    expect((await ann.api.get('/auth/totp')).data).toEqual({ enabled: false, recoveryCodesLeft: 0 });
    expect(outcome(await ann.api.post('/auth/totp/confirm', { code: '123456' }))).toEqual([409, 'INVALID_STATE']);

    const first = (await ann.api.post('/auth/totp')).data;
    const second = (await ann.api.post('/auth/totp')).data;
    expect(second.uri).toContain(`otpauth://totp/Quire:${encodeURIComponent(ann.email)}?issuer=Quire&secret=`);
    const stale = await ann.api.post('/auth/totp/confirm', { code: codeOf(first.secret) });
    expect(outcome(stale)).toEqual([400, 'VALIDATION_ERROR', 'code']);
    expect((await login(ann)).status).toBe(200);

    const { status, data } = await ann.api.post('/auth/totp/confirm', { code: codeOf(second.secret) });
    expect([status, new Set(data.recoveryCodes).size]).toEqual([200, 10]);
    expect((await ann.api.get('/auth/totp')).data).toEqual({ enabled: true, recoveryCodesLeft: 10 });
    expect((await test.api.with(other.accessToken as string).get('/users/me')).status).toBe(401);
    expect((await test.api.post('/auth/refresh', { refreshToken: other.refreshToken })).status).toBe(401);
    expect((await ann.api.get('/auth/sessions')).data).toHaveLength(1);
    expect(outcome(await ann.api.post('/auth/totp'))).toEqual([409, 'INVALID_STATE']);
    expect(outcome(await ann.api.post('/auth/totp/confirm', { code: '123456' }))).toEqual([409, 'INVALID_STATE']);

    expect(await audited(ann)).toEqual(['auth.totp-enable']);
    await mailTo(test, ann.email, 'Two-step sign-in is on');
    const rows = await query('SELECT f.*, c.code_hash FROM second_factors f JOIN recovery_codes c USING (user_id)');
    const stored = JSON.stringify(rows);
    for (const secret of [second.secret, ...data.recoveryCodes]) expect(stored).not.toContain(secret);
  });

  it('is asked for after the right password, and makes no session without it', async () => {
    const bob = await aUser().in(test);
    const { code } = await turnOn(bob, test);
    const asked = await login(bob);
    expect(outcome(asked)).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
    expect(asked.headers.get('www-authenticate')).toBe('Bearer');
    const wrong = [await login(bob, undefined, 'Wrong-Horse-7'), await login(bob, code(), 'Wrong-Horse-7')];
    wrong.push(await login(bob, codeOf('A'.repeat(32))));
    for (const reply of wrong) expect(outcome(reply)).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(await countSessions(bob)).toBe(1);
    expect((await login(bob, code())).status).toBe(200);
  });

  it('takes each code once, at once too, and none that is older', async () => {
    const cat = await aUser().in(test);
    const { code } = await turnOn(cat, test);
    const [earlier, later] = [code(0), code(1)];
    const replies = await Promise.all([1, 2, 3, 4].map(() => login(cat, later)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    for (const spent of [later, earlier]) expect((await login(cat, spent)).status).toBe(401);
    expect(await countSessions(cat)).toBe(2);
  });

  it('takes each recovery code once, at once too, and tells the owner', async () => {
    const dan = await aUser().in(test);
    const { recoveryCodes } = await turnOn(dan, test);
    const [one = '', two = ''] = recoveryCodes;
    const replies = await Promise.all([1, 2, 3].map(() => login(dan, one)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect((await login(dan, two.toUpperCase().replaceAll('-', ' '))).status).toBe(200);
    expect((await dan.api.get('/auth/totp')).data).toEqual({ enabled: true, recoveryCodesLeft: 8 });
    expect(await audited(dan)).toEqual(['auth.totp-enable', 'auth.recovery-code-use', 'auth.recovery-code-use']);
    await mailTo(test, dan.email, 'A recovery code has been used', 2);
  });

  it('is turned off with password and code, and not by a session alone', async () => {
    const eve = await aUser().in(test);
    expect(outcome(await eve.api.delete('/auth/totp', { password: PASSWORD, code: '123456' }))).toEqual([
      409,
      'INVALID_STATE',
    ]);
    const { code, recoveryCodes } = await turnOn(eve, test);
    const off = (body: object): Promise<Reply> => eve.api.delete('/auth/totp', body);
    expect(outcome(await off({ password: PASSWORD }))).toEqual([400, 'VALIDATION_ERROR', 'code']);
    expect(outcome(await off({ password: 'Wrong-Horse-7', code: code() }))).toEqual([
      400,
      'VALIDATION_ERROR',
      'password',
    ]);
    expect(outcome(await off({ password: PASSWORD, code: '12345a' }))).toEqual([400, 'VALIDATION_ERROR', 'code']);
    expect(await audited(eve)).toEqual(['auth.totp-enable']);
    expect((await off({ password: PASSWORD, code: code() })).status).toBe(204);
    expect((await eve.api.get('/auth/totp')).data).toEqual({ enabled: false, recoveryCodesLeft: 0 });
    expect(await query('SELECT 1 FROM recovery_codes WHERE user_id = $1', eve.id)).toEqual([]);
    expect(await audited(eve)).toEqual(['auth.totp-enable', 'auth.totp-disable']);
    expect(await audited(eve, 'failure')).toEqual(['auth.step-up', 'auth.step-up']);
    await mailTo(test, eve.email, 'Two-step sign-in is off');
    expect((await login(eve)).status).toBe(200);
    expect((await login(eve, recoveryCodes[0])).status).toBe(200);
  });

  it('gives new recovery codes in place of the old ones', async () => {
    const fay = await aUser().in(test);
    const { code, recoveryCodes } = await turnOn(fay, test);
    const [old = '', spent = ''] = recoveryCodes;
    const renew = (proof: string): Promise<Reply> =>
      fay.api.post('/auth/totp/recovery-codes', { password: PASSWORD, code: proof });
    expect(outcome(await renew('000000'))).toEqual([400, 'VALIDATION_ERROR', 'code']);
    expect((await renew(spent)).data.recoveryCodes).toHaveLength(10);
    const renewed = await renew(code());
    expect((await login(fay, old)).status).toBe(401);
    expect((await login(fay, renewed.data.recoveryCodes[9])).status).toBe(200);
    expect((await fay.api.get('/auth/totp')).data.recoveryCodesLeft).toBe(9);
  });

  it('is asked for again before the password changes, and before an API key is made', async () => {
    const gus = await aUser().in(test);
    const { code } = await turnOn(gus, test);
    const change = (proof?: string): Promise<Reply> =>
      gus.api.post('/auth/password/change', { currentPassword: PASSWORD, newPassword: 'Better-Horse-8', code: proof });
    expect(outcome(await change())).toEqual([400, 'VALIDATION_ERROR', 'code']);
    expect(outcome(await change(codeOf('A'.repeat(32))))).toEqual([400, 'VALIDATION_ERROR', 'code']);
    const [present, next] = [code(), code(1)];
    expect((await change(present)).status).toBe(204);
    const makeKey = (proof?: string): Promise<Reply> =>
      gus.api.post('/auth/api-keys', { name: 'Key', scopes: ['posts:read'], code: proof });
    expect(outcome(await makeKey())).toEqual([400, 'VALIDATION_ERROR', 'code']);
    expect(outcome(await makeKey(present))).toEqual([400, 'VALIDATION_ERROR', 'code']);
    expect((await makeKey(next)).status).toBe(201);
    expect(outcome(await login(gus, undefined, 'Better-Horse-8'))).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
  });

  it('stays when the password is reset by mail, unless nobody had proved the address (C013)', async () => {
    const [known, unknown] = [await aUser().in(test), await aUser().in(test)];
    await query('UPDATE users SET email_verified = id = $1 WHERE id IN ($1, $2)', known.id, unknown.id);
    for (const user of [known, unknown]) {
      await turnOn(user, test);
      await test.api.post('/auth/password/forgot', { email: user.email });
      const token = tokenOf(await mailTo(test, user.email, 'Set a new password'));
      expect((await test.api.post('/auth/password/reset', { token, password: 'Better-Horse-8' })).status).toBe(204);
    }
    expect(outcome(await login(known, undefined, 'Better-Horse-8'))).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
    expect((await login(unknown, undefined, 'Better-Horse-8')).status).toBe(200);
  });

  it('lets nobody in who was asked for the password just before it was turned on', async () => {
    const hal = await aUser().in(test);
    const { secret } = (await hal.api.post('/auth/totp')).data;
    const sessions = test.app.get(SessionsService);
    const open = sessions.open.bind(sessions);
    jest.spyOn(sessions, 'open').mockImplementationOnce(async (...opening) => {
      expect((await hal.api.post('/auth/totp/confirm', { code: codeOf(secret) })).status).toBe(200);
      return open(...opening);
    });
    expect((await login(hal)).body.code).toBe('INVALID_CREDENTIALS');
    expect(await countSessions(hal)).toBe(1);
  });

  it('leaves the recovery codes to people whose secret no key opens any more', async () => {
    const ida = await aUser().in(test);
    const { code, recoveryCodes } = await turnOn(ida, test);
    const sealed = new Sealer('another secret', 'second-factors').seal(Buffer.alloc(20), ida.id);
    await query('UPDATE second_factors SET sealed_secret = $2 WHERE user_id = $1', ida.id, sealed);
    expect(outcome(await login(ida, code()))).toEqual([401, 'INVALID_CREDENTIALS']);
    expect((await login(ida, recoveryCodes[0])).status).toBe(200);
    expect((await ida.api.delete('/auth/totp', { password: PASSWORD, code: recoveryCodes[1] })).status).toBe(204);
    await forgetUsedCodes(ida, test);
    expect((await login(ida)).status).toBe(200);
  });
});
