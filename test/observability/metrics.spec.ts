import { Database } from '../../src/platform/database/index.js';
import { Jobs } from '../../src/platform/jobs/index.js';
import { Metrics } from '../../src/platform/observability/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { fetch } from '../support/fetch.js';
import { describeWithRedisServer, startRedis } from '../support/redis.js';
import type { RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { aUser } from '../support/users.js';

describe('The metrics', () => {
  let quire: TestApp;

  beforeAll(async () => {
    quire = await startApp({ database: { poolSize: 2, patience: 10_000, statementTimeout: 60_000 } });
  });

  afterAll(() => quire.stop());

  const shown = async (): Promise<string> => (await fetch(`${quire.url}/metrics`)).text();
  const valueOf = async (series: string): Promise<number> => {
    const line = (await shown()).split('\n').find((candidate) => candidate.startsWith(`${series} `));
    return Number(line?.slice(series.length));
  };

  it('tell how many callers had to wait for a connection', async () => {
    const database = quire.app.get(Database);
    const before = await valueOf('db_pool_wait_seconds_count');
    const sleep = { name: 'test.sleep', text: 'SELECT pg_sleep(0.2)' };
    await Promise.all(Array.from({ length: 6 }, () => database.query(sleep)));
    expect((await valueOf('db_pool_wait_seconds_count')) - before).toBeGreaterThanOrEqual(4);
    expect(await valueOf('db_pool_wait_seconds_sum')).toBeGreaterThan(0.2);
    expect(await valueOf('db_pool_connections{state="max"}')).toBe(2);
  });

  it('tell of each run of a job how it went', async () => {
    await aUser().in(quire);
    await quire.api.post('/auth/password/forgot', { email: 'nobody@example.com' });
    await until(async () => /^job_duration_seconds_count\{name="[\w-]+",outcome="done"\} [1-9]/m.test(await shown()));
    expect(quire.app.get(Jobs).handlers.size).toBeGreaterThan(0);
  });

  it('tell of jobs that have failed for the last time', async () => {
    const database = quire.app.get(Database);
    expect(await valueOf('jobs_exhausted')).toBe(0);
    await database.queryText(
      `SELECT graphile_worker.permanently_fail_jobs(ARRAY[(graphile_worker.add_job('publish-due-posts', run_at => now() + interval '1 day')).id])`,
    );
    await until(async () => (await valueOf('jobs_exhausted')) === 1);
  });

  it('are registered once for each application in the process', () => {
    const names = quire.app
      .get(Metrics)
      .registry.getMetricsAsArray()
      .map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('redis_available');
  });
});

describeWithRedisServer('The metrics of Redis', () => {
  let redis: RedisServer;
  let quire: TestApp;

  beforeAll(async () => {
    redis = await startRedis();
    quire = await startApp({ redis: { url: redis.url, commandTimeout: 1_000 } });
  });

  afterAll(async () => {
    await quire.stop();
    await redis.stop();
  });

  it('tell when it goes and when it returns', async () => {
    const shows = async (line: string): Promise<boolean> =>
      (await (await fetch(`${quire.url}/metrics`)).text()).split('\n').includes(line);
    await until(() => shows('redis_available 1'));
    expect(await shows('redis_outages_total 0')).toBe(true);
    await redis.stop();
    await until(() => shows('redis_available 0'));
    await redis.start();
    await until(() => shows('redis_available 1'));
    expect(await shows('redis_outages_total 1')).toBe(true);
  });
});
