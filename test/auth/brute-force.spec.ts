import { jest } from '@jest/globals';
import { PasswordHasher } from '../../src/platform/security/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { turnOn } from '../support/second-factor.js';
import { aUser, PASSWORD } from '../support/users.js';

describe('guessing passwords', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp({ throttle: { enabled: true }, server: { trustProxy: ['127.0.0.1'] } });
  });

  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.stop());

  function login(email: string, password: string, address: string, code?: string): ReturnType<Client['post']> {
    return test.api.post('/auth/login', { email, password, code }, { headers: { 'X-Forwarded-For': address } });
  }

  async function fail(email: string, address: string, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      expect((await login(email, 'Wrong-Horse-7', address)).body.code).toBe('INVALID_CREDENTIALS');
    }
  }

  it('C143, C144: five failures bar this address from this account, and nobody else', async () => {
    const ann = await aUser().in(test);
    await fail(ann.email, '192.0.2.1', 5);
    const verify = jest.spyOn(test.app.get(PasswordHasher), 'verify');
    for (const password of ['Wrong-Horse-7', PASSWORD]) {
      const reply = await login(ann.email.toUpperCase(), password, '192.0.2.1');
      expect([reply.status, reply.body.code]).toEqual([429, 'RATE_LIMITED']);
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect(verify).not.toHaveBeenCalled();
    expect((await login(ann.email, PASSWORD, '192.0.2.2')).status).toBe(200);
    const bob = await aUser().in(test);
    expect((await login(bob.email, PASSWORD, '192.0.2.1')).status).toBe(200);
  });

  it('C149: an IPv6 network is one address, and so is each spelling of an IPv4 address', async () => {
    const [ian, joy] = [await aUser().in(test), await aUser().in(test)];
    const network = ['2001:db8::1', '2001:DB8::2', '2001:db8:0:0:ffff::', '2001:0db8::3', '2001:db8::4'];
    for (const address of network) await fail(ian.email, address, 1);
    expect((await login(ian.email, PASSWORD, '2001:db8::5:6')).status).toBe(429);
    expect((await login(ian.email, PASSWORD, '2001:db8:0:1::1')).status).toBe(200);
    for (const address of ['192.0.2.50', '::ffff:192.0.2.50', '::FFFF:c000:232']) await fail(joy.email, address, 1);
    await fail(joy.email, '192.0.2.50', 2);
    expect((await login(joy.email, PASSWORD, '::ffff:192.0.2.50')).status).toBe(429);
  });

  it('C155: what the limits tell is the same whether there is such an account or not', async () => {
    const kim = await aUser().in(test);
    const limitsOf = async (email: string, address: string): Promise<unknown> => {
      await fail(email, address, 5);
      const { status, headers, body } = await login(email, 'Wrong-Horse-7', address);
      const limits = ['ratelimit-policy', 'ratelimit', 'cache-control'].map((name) => headers.get(name));
      const untimed = limits.map((text) => text?.replaceAll(/t=\d+/g, 't=…'));
      return {
        status,
        wait: Number(headers.get('retry-after')) >= 1,
        untimed,
        members: Object.keys(body as object),
      };
    };
    const known = await limitsOf(kim.email, '192.0.2.60');
    expect(known).toEqual(await limitsOf('noone@example.com', '192.0.2.61'));
    expect(known).toMatchObject({ status: 429, wait: true, untimed: expect.arrayContaining(['no-store']) as unknown });
  });

  it('a success in between clears the count', async () => {
    const cat = await aUser().in(test);
    await fail(cat.email, '192.0.2.3', 4);
    expect((await login(cat.email, PASSWORD, '192.0.2.3')).status).toBe(200);
    await fail(cat.email, '192.0.2.3', 2);
    expect((await login(cat.email, PASSWORD, '192.0.2.3')).status).toBe(200);
  });

  it('an unknown account is counted like any other', async () => {
    await fail('nobody@example.com', '192.0.2.4', 5);
    expect((await login('nobody@example.com', PASSWORD, '192.0.2.4')).status).toBe(429);
  });

  it('what could not be decided is not counted', async () => {
    const dan = await aUser().in(test);
    const failing = jest.spyOn(test.app.get(PasswordHasher), 'verify').mockRejectedValue(new Error('planted'));
    for (let time = 0; time < 6; time += 1) expect((await login(dan.email, PASSWORD, '192.0.2.5')).status).toBe(500);
    failing.mockRestore();
    expect((await login(dan.email, PASSWORD, '192.0.2.5')).status).toBe(200);
  });

  it('C020: wrong current passwords count too', async () => {
    const eve = await aUser().in(test);
    const change = (currentPassword: string): ReturnType<Client['post']> =>
      eve.api.post('/auth/password/change', { currentPassword, newPassword: 'Better-Horse-8' });
    for (let time = 0; time < 5; time += 1) expect((await change('Wrong-Horse-7')).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(429);
    expect((await eve.api.get('/users/me')).status).toBe(200);
  });

  it('codes cannot be guessed, from however many addresses, and recovery codes work meanwhile', async () => {
    const fay = await aUser().in(test);
    const { code, recoveryCodes } = await turnOn(fay, test);
    const signIn = (proof: string | undefined, address: string): ReturnType<Client['post']> =>
      login(fay.email, PASSWORD, address, proof);
    for (const address of ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4', '198.51.100.5'])
      expect((await signIn('000000', address)).body.code).toBe('INVALID_CREDENTIALS');
    for (const proof of ['000000', code()]) {
      const reply = await signIn(proof, '198.51.100.6');
      expect([reply.status, Number(reply.headers.get('retry-after')) >= 1]).toEqual([429, true]);
    }
    expect((await signIn(undefined, '198.51.100.6')).body.code).toBe('SECOND_FACTOR_REQUIRED');
    expect((await signIn(recoveryCodes[0], '198.51.100.6')).status).toBe(200);
  });

  it('the right password without its code neither clears the count nor adds to it', async () => {
    const gus = await aUser().in(test);
    const { code } = await turnOn(gus, test);
    const signIn = (proof?: string): ReturnType<Client['post']> => login(gus.email, PASSWORD, '198.51.100.7', proof);
    await fail(gus.email, '198.51.100.7', 3);
    expect((await signIn()).body.code).toBe('SECOND_FACTOR_REQUIRED');
    expect((await signIn('000000')).body.code).toBe('INVALID_CREDENTIALS');
    expect((await signIn()).body.code).toBe('SECOND_FACTOR_REQUIRED');
    await fail(gus.email, '198.51.100.7', 1);
    expect((await signIn(code())).status).toBe(429);
    expect((await login(gus.email, PASSWORD, '198.51.100.8', code())).status).toBe(200);
  });

  it('C145: one address has ten tries a minute, whoever it tries', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 12; index += 1) {
      statuses.push((await login(`nobody${index}@example.com`, PASSWORD, '192.0.2.6')).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
  });

  it('one address registers ten accounts an hour', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1) {
      const body = { email: 'invalid', username: `new-${index}`, password: PASSWORD };
      const reply = await test.api.post('/auth/register', body, { headers: { 'X-Forwarded-For': '192.0.2.7' } });
      statuses.push(reply.status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(400), 429]);
  });
});
