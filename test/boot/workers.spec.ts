import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { fetch } from '../support/fetch.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { makeFolder, removeFolder } from './folder.js';
import { QuireProcess } from './quire-process.js';

const POOL_SIZE = 2;
const QUEUED = 50;
/** A whole that every worker measures for itself. */
const QUEUE = `
  SELECT graphile_worker.add_job('nobodys', run_at => now() - interval '1 hour') FROM generate_series(1, ${QUEUED});
  SELECT graphile_worker.permanently_fail_jobs(ARRAY[(graphile_worker.add_job('nobodys')).id])`;
/** A job that is due at night, and otherwise when it is asked for. */
const RUNS = `SELECT graphile_worker.add_job('prune-title-words', '{}') FROM generate_series(1, 20)`;

const PIDS = /"pid":(\d+)[^\n]+"msg":"Listening on/g;

describeWithRedis('Several workers', () => {
  let folder: string;
  let database: TestDatabase;
  let session: pg.Client;
  let quire: QuireProcess;
  let url: string;

  beforeAll(async () => {
    folder = await makeFolder();
    database = await createDatabase();
    session = new pg.Client(database.url);
    await session.connect();
    await session.query(QUEUE);
    quire = new QuireProcess(folder, {
      DATABASE_URL: database.url,
      DATABASE_POOL_SIZE: String(POOL_SIZE),
      REDIS_URL: redisUrl(),
      WEB_CONCURRENCY: '2',
      LOG_LEVEL: 'info',
      HOST: '127.0.0.1',
    });
    url = await quire.ready();
    await quire.says(/(?:Listening on[\s\S]+){2}/);
  });

  afterAll(async () => {
    await quire.end('SIGKILL');
    await session.end();
    await database.drop();
    await removeFolder(folder);
  });

  /** The sum of all series that begin so; not a number when there are none. */
  async function shown(series: string): Promise<number> {
    const text = await (await fetch(`${url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(series));
    return lines.length === 0 ? NaN : lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  const workers = (): number[] => [...quire.stdout.matchAll(PIDS)].map(([, pid]) => Number(pid));

  it('serve one port, and one banner names the admin that one of them made', async () => {
    expect(new Set(workers()).size).toBe(2);
    await quire.says(/Quire is ready[\s\S]+with the password \S+ \(kept/);
    expect(quire.stdout.match(/Quire is ready/g)).toHaveLength(1);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('are counted together, whichever answers', async () => {
    for (let count = 0; count < 10; count++) {
      await fetch(`${url}/problems`, { headers: { Connection: 'close' } });
      await fetch(`${url}/api/v1/tags`, { headers: { Connection: 'close' } });
    }
    expect(await shown('http_request_duration_seconds_count{method="GET",route="/problems",status="200"}')).toBe(10);
    expect(await shown('cache_requests_total{')).toBe(10);
    expect(await shown('db_pool_connections{state="max"}')).toBe(2 * POOL_SIZE);
  });

  it('are counted together where they wait for connections, and for the jobs that they run', async () => {
    await session.query('BEGIN; LOCK TABLE posts');
    const reads = Array.from({ length: 12 }, (_, number) =>
      fetch(`${url}/api/v1/posts/none-${number}`, { headers: { Connection: 'close' } }),
    );
    // As many as there are connections wait for the table; all others, in either worker, for a connection.
    await until(async () => (await shown('db_pool_wait_seconds_count ')) >= reads.length - 2 * POOL_SIZE);
    await session.query('ROLLBACK');
    await Promise.all(reads);
    await session.query(RUNS);
    await until(
      async () => (await shown('job_duration_seconds_count{name="prune-title-words",outcome="done"}')) === 20,
    );
  });

  it('show once what is one for all of them', async () => {
    // By then each has measured the queue.
    await until(async () => (await shown('db_query_duration_seconds_count{statement="jobs.exhausted"}')) >= 2);
    expect(await shown('jobs_exhausted ')).toBe(1);
    expect(Math.floor((await shown('jobs_due ')) / QUEUED)).toBe(1);
    expect(Math.floor((await shown('jobs_lag_seconds ')) / 3600)).toBe(1);
    expect(await shown('redis_available ')).toBe(1);
    expect(await shown('redis_outages_total ')).toBe(0);
  });

  it('are replaced when they crash', async () => {
    const [crashing] = workers();
    process.kill(Number(crashing), 'SIGKILL');
    await quire.says(/(?:Listening on[\s\S]+){3}/);
    expect(quire.log.some(({ level, msg }) => level === 'error' && /^Worker \d+ ended \(SIGKILL\)/.test(msg))).toBe(
      true,
    );
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('all end with the one that started them', async () => {
    const [, ...living] = workers();
    expect(await quire.end()).toBe(0);
    await delay(50);
    for (const pid of living) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
