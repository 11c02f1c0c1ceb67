import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { handlers, startInstance } from './idempotent-app.js';
import { COMMITTED } from '../support/contract.js';

const ANN = '01900000-0000-7000-8000-00000000000a';
const BEN = '01900000-0000-7000-8000-00000000000b';

interface Answer {
  status: number;
  text: string;
  headers: Headers;
  code?: string;
}

describe('a POST with an Idempotency-Key', () => {
  let created: TestDatabase;
  let outsider: pg.Client;
  let instances: { app: NestFastifyApplication; url: string }[];

  beforeAll(async () => {
    created = await createDatabase();
    outsider = new pg.Client(created.url);
    await outsider.connect();
    await outsider.query('CREATE TABLE orders (id serial PRIMARY KEY, item text NOT NULL)');
    instances = [];
    instances = [await startInstance(created.url), await startInstance(created.url)];
  });
  beforeEach(async () => {
    handlers.calls = 0;
    handlers.middle = () => Promise.resolve();
    await outsider.query('TRUNCATE orders, idempotency_keys');
  });
  afterAll(async () => {
    for (const { app } of instances) await app.close();
    await outsider.end();
    await created.drop();
  });

  async function post(
    path: string,
    key: string | undefined,
    {
      caller = ANN,
      body = { item: 'tea' },
      instance = 0,
    }: { caller?: string; body?: object | null; instance?: number } = {},
  ): Promise<Answer> {
    // eslint-disable-next-line no-restricted-globals -- orders are no operations of Quire
    const response = await fetch(`${instances[instance]?.url ?? ''}${path}`, {
      method: 'POST',
      headers: {
        'X-Caller': caller,
        ...(key !== undefined && { 'Idempotency-Key': key }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    // Refusals are Quire's own.
    if (!response.ok) COMMITTED.check({ method: 'POST', path: '*', status: response.status, contentType, text });
    const problem = response.ok ? undefined : (JSON.parse(text) as { code: string });
    return { status: response.status, text, headers: response.headers, code: problem?.code };
  }

  async function orders(): Promise<number> {
    const { rows } = await outsider.query<{ count: number }>('SELECT count(*)::int AS count FROM orders');
    return rows[0]?.count ?? 0;
  }

  it('is done once and answered twice, to the byte (C169)', async () => {
    const key = randomUUID();
    const first = await post('/orders', key);
    const second = await post('/orders', key, { instance: 1 });
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, text: first.text });
    for (const name of ['etag', 'location', 'content-type']) {
      expect(first.headers.get(name)).toBeTruthy();
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(first.headers.has('idempotent-replayed')).toBe(false);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect([await orders(), handlers.calls]).toEqual([1, 1]);
  });

  it('replays an answer without a body', async () => {
    const key = randomUUID();
    const first = await post('/orders/tea/confirm', key, { body: null });
    const second = await post('/orders/tea/confirm', key, { body: null });
    expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([204, 204, 'true']);
    expect(await orders()).toBe(1);
  });

  it('is the same request whatever the order of its members', async () => {
    const key = randomUUID();
    await post('/orders', key, { body: { item: 'tea', note: 'hot' } });
    const second = await post('/orders', key, { body: { note: 'hot', item: 'tea' } });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it.each([
    ['another body', '/orders', { item: 'coffee' }],
    ['another route', '/gifts', { item: 'tea' }],
    ['another query', '/orders?express=yes', { item: 'tea' }],
  ])('is refused for %s (C170)', async (_, path, body) => {
    const key = randomUUID();
    await post('/orders', key);
    expect(await post(path, key, { body })).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await orders()).toBe(1);
  });

  it('is done once however many arrive together, on two instances (C171)', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => post('/orders', key, { instance: i % 2 })));
    const served = answers.filter(({ status }) => status === 201);
    const others = answers.filter(({ status }) => status !== 201);
    expect(served.length).toBeGreaterThan(0);
    expect(new Set(served.map(({ text }) => text)).size).toBe(1);
    for (const { status, code, headers } of others) {
      expect([status, code, headers.get('retry-after')]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS', '1']);
    }
    expect(await orders()).toBe(1);
  });

  it('is 409 while the first is under way, and the first answer afterwards', async () => {
    const key = randomUUID();
    const arrived = Promise.withResolvers<undefined>();
    const leave = Promise.withResolvers<undefined>();
    handlers.middle = async () => {
      arrived.resolve(undefined);
      await leave.promise;
    };
    const first = post('/orders', key);
    await arrived.promise;
    expect(await post('/orders', key, { instance: 1 })).toMatchObject({ status: 409, code: 'IDEMPOTENCY_IN_PROGRESS' });
    leave.resolve(undefined);
    const { text } = await first;
    expect(await post('/orders', key, { instance: 1 })).toMatchObject({ status: 201, text });
  });

  it('is its caller’s own: another’s same key is another key (C172)', async () => {
    const key = randomUUID();
    const anns = await post('/orders', key);
    const bens = await post('/orders', key, { caller: BEN });
    expect(bens.status).toBe(201);
    expect(bens.text).not.toBe(anns.text);
    expect(await orders()).toBe(2);
  });

  it('is free again after a refusal, and nothing of the refused try stays (C173)', async () => {
    const key = randomUUID();
    expect(await post('/orders', key, { body: { item: 'unknown' } })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await orders()).toBe(0);
    expect((await post('/orders', key)).status).toBe(201);
    expect(await orders()).toBe(1);
  });

  it('is free again when the connection dies in the middle, as it does with its process (C173, C175)', async () => {
    const key = randomUUID();
    handlers.middle = async () => {
      handlers.middle = () => Promise.resolve();
      await outsider.query(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'`,
      );
    };
    const first = await post('/orders', key);
    expect([first.status, first.code, first.headers.get('retry-after')]).toEqual([503, 'SERVICE_UNAVAILABLE', '1']);
    const second = await post('/orders', key);
    expect([second.status, second.headers.has('idempotent-replayed')]).toEqual([201, false]);
    expect(await orders()).toBe(1);
  });

  it.each([
    ['empty', ['']],
    ['256 characters long', ['k'.repeat(256)]],
    ['not ASCII', ['schl\u00fcssel']],
    ['with a space', ['two words']],
    ['sent twice', ['one', 'two']],
    ['sent twice alike', ['one', 'one']],
  ])('is refused when it is %s (C177)', async (_, keys) => {
    const { status, body } = await postRaw(instances[0]?.url ?? '', keys);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ code: 'VALIDATION_ERROR', errors: [{ field: 'Idempotency-Key' }] });
    expect(handlers.calls).toBe(0);
  });

  it('may be 255 characters long', async () => {
    expect((await post('/orders', '~'.repeat(255))).status).toBe(201);
  });

  it('is a new one after 24 hours (C178)', async () => {
    const key = randomUUID();
    await post('/orders', key);
    const { rows } = await outsider.query<{ hours: number }>(
      'SELECT round(extract(epoch FROM expires_at - now()) / 3600)::int AS hours FROM idempotency_keys',
    );
    expect(rows).toEqual([{ hours: 24 }]);
    await outsider.query(`UPDATE idempotency_keys SET expires_at = now() - interval '1 second'`);
    const later = await post('/orders', key, { body: { item: 'coffee' } });
    expect([later.status, later.headers.has('idempotent-replayed')]).toEqual([201, false]);
    expect((await post('/orders', key, { body: { item: 'coffee' } })).text).toBe(later.text);
  });

  it('sweeps twenty expired ones away', async () => {
    await outsider.query(
      `INSERT INTO idempotency_keys (user_id, key, fingerprint, role, reply, expires_at)
       SELECT $1, 'old ' || n, '', 'user', '{}', now() - interval '1 minute' FROM generate_series(1, 25) AS n`,
      [BEN],
    );
    await post('/orders', randomUUID());
    const { rows } = await outsider.query<{ count: number }>('SELECT count(*)::int AS count FROM idempotency_keys');
    expect(rows).toEqual([{ count: 6 }]);
  });

  it('does not replay what a caller was given in a role that they have lost', async () => {
    const key = randomUUID();
    await post('/orders', key, { caller: `${ANN} moderator` });
    expect(await post('/orders', key, { caller: `${ANN} user` })).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await post('/orders', key, { caller: `${ANN} admin` })).headers.get('idempotent-replayed')).toBe('true');
  });

  it.each([
    ['an anonymous caller', '/orders', ''],
    ['a sign-in call', '/auth/orders', ANN],
  ])('means nothing for %s', async (_, path, caller) => {
    const key = randomUUID();
    await post(path, key, { caller });
    expect((await post(path, key, { caller })).headers.has('idempotent-replayed')).toBe(false);
    expect(await orders()).toBe(2);
  });

  it('is optional', async () => {
    await post('/orders', undefined);
    await post('/orders', undefined);
    expect(await orders()).toBe(2);
  });
});

/** Sends header values that `fetch` would merge or refuse. */
function postRaw(url: string, keys: string[]): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${url}/orders`, { method: 'POST' }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
    });
    sent.on('error', reject);
    sent.setHeader('X-Caller', ANN).setHeader('Content-Type', 'application/json').setHeader('Idempotency-Key', keys);
    sent.end('{"item":"tea"}');
  });
}
