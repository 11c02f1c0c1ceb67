import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { makeFolder, removeFolder } from './folder.js';
import { QuireProcess } from './quire-process.js';
import { fetch } from '../support/fetch.js';

const PIDS = /"pid":(\d+)[^\n]+"msg":"Listening on/g;

describeWithRedis('Several workers', () => {
  let folder: string;
  let database: TestDatabase;
  let quire: QuireProcess;
  let url: string;

  beforeAll(async () => {
    folder = await makeFolder();
    database = await createDatabase();
    quire = new QuireProcess(folder, {
      DATABASE_URL: database.url,
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
    await database.drop();
    await removeFolder(folder);
  });

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
    }
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/problems",status="200"\} 10/);
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
