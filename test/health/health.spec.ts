import { Readiness } from '../../src/health/index.js';
import { Database } from '../../src/platform/database/index.js';
import { startFaultProxy, type FaultProxy } from '../database/fault-proxy.js';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { fetch } from '../support/fetch.js';

interface Health {
  status: string;
  error: object;
  details: Record<string, { status: string; message?: string }>;
}

describe('The health of the application', () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  let quire: TestApp;

  beforeAll(async () => {
    database = await createDatabase();
    proxy = await startFaultProxy(database.url);
    quire = await startApp({ database: { url: proxy.url } });
  });

  afterAll(async () => {
    await quire.stop();
    await proxy.close();
    await database.drop();
  });

  async function probe(path: string): Promise<{ status: number; headers: Headers; body: Health; text: string }> {
    const answer = await fetch(`${quire.url}${path}`);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text) as Health };
  }

  it('is told in detail by /health', async () => {
    const { status, headers, body } = await probe('/health');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(body.status).toBe('ok');
    expect(Object.keys(body.details)).toEqual(['database', 'cache', 'memory', 'disk', 'migrations']);
    expect(body.details.cache).toEqual({ status: 'up', message: 'in-process' });
  });

  it('tells a stranger no version, address or number of connections (C211)', async () => {
    const { text } = await probe('/health');
    expect(text).not.toMatch(/\d+\.\d+|127\.0\.0\.1|localhost|pool|total|idle|postgres/i);
  });

  it('takes a broken token for what it is: none of its business', async () => {
    const answer = await fetch(`${quire.url}/health/live`, { headers: { Authorization: 'Bearer broken' } });
    expect(answer.status).toBe(200);
  });

  it('asks the database at most twice a second, however often it is asked (C211)', async () => {
    let pings = 0;
    quire.app.get(Database).observe((name) => {
      if (name === 'health.ping') pings += 1;
    });
    const start = performance.now();
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: 10 }, () => probe('/health/ready')));
    }
    const seconds = (performance.now() - start) / 1000;
    expect(pings).toBeLessThanOrEqual(Math.ceil(seconds * 2));
  });

  it('is lost with a silent database, within a second, and named; the process stays alive (C209)', async () => {
    proxy.behave(() => 'swallow');
    let answer = await probe('/health/ready');
    while (answer.status === 200) answer = await probe('/health/ready');
    expect(answer.status).toBe(503);
    expect(Object.keys(answer.body.error)).toEqual(['database']);
    expect((await probe('/health/live')).body).toEqual({ status: 'ok', info: {}, error: {}, details: {} });
    expect((await probe('/health')).status).toBe(503);
  });

  it('comes back with the database', async () => {
    proxy.behave(() => 'pass');
    let answer = await probe('/health/ready');
    while (answer.status !== 200) answer = await probe('/health/ready');
    expect(answer.body.status).toBe('ok');
  });

  it('does not suffer from a missing Redis, which is degraded (C210)', async () => {
    const degraded = await startApp({ redis: { url: 'redis://127.0.0.1:1' } });
    try {
      const answer = await fetch(`${degraded.url}/health/ready`);
      expect(answer.status).toBe(200);
      const body = (await answer.json()) as Health;
      expect(body.status).toBe('degraded');
      expect(body.details.cache).toEqual({ status: 'degraded', message: 'bypassed' });
    } finally {
      await degraded.stop();
    }
  });

  it('is over when the instance drains, which is alive all the same', async () => {
    const leaving = await startApp();
    try {
      leaving.app.get(Readiness).drain();
      const answer = await fetch(`${leaving.url}/health/ready`);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ error: { instance: { message: 'draining' } } });
      expect((await fetch(`${leaving.url}/health/live`)).status).toBe(200);
    } finally {
      await leaving.stop();
    }
  });
});
