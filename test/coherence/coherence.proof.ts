import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILE_CACHE } from '../support/compile-cache.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import type { RedisServer } from '../support/redis-server.js';
import { describeWithRedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { call, callUntilServed } from './call.js';
import { Exploration } from './exploration.js';
import { redisCrashes, redisFreezes, type Fault } from './faults.js';
import { Gate } from './gate.js';
import { Instance } from './instance.js';
import { judge, report } from './judge.js';
import type { Logbook } from './logbook.js';
import { publish, stage, type ShownPost } from './scene.js';

/** What the clients of this run do; `npm run coherence -- --seed <n>` lets them do it again. */
const SEED = Math.floor(Math.random() * 1_000_000);

describeWithRedisServer(`Whatever clients write and read (seed ${SEED})`, () => {
  let folder: string;
  let database: TestDatabase;
  let redis: RedisServer;
  let one: Instance;
  let two: Instance;
  let alone: Instance;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quire-coherence-'));
    [database, redis] = await Promise.all([createDatabase(), startRedis()]);
    const variables = { ...COMPILE_CACHE, DATABASE_URL: database.url };
    const shared = { ...variables, REDIS_URL: redis.url };
    one = await new Instance('one', folder, shared).start();
    two = await new Instance('two', folder, shared).start();
    alone = new Instance('alone', folder, variables);
  });

  afterAll(async () => {
    await Promise.all([one, two, alone].map((instance) => instance.kill()));
    await redis.stop();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const explore = async (instances: Instance[], fault: Fault, operations: number): Promise<void> => {
    const exploration = await Exploration.on(instances, SEED);
    await fault(exploration, operations, { instances, redis });
    await exploration.finish();
    const { history, failures } = exploration.logbook;
    expect(report(judge(history))).toBe('0 incoherent readings');
    expect(failures).toEqual([]);
  };

  /** A checker before which nothing is written, or nothing comes from the cache, proves nothing. */
  const untilAllHaveAnswered: Fault = async (exploration, operations, { instances }) => {
    const { logbook } = exploration;
    do await exploration.run(operations);
    while (!instances.every((instance) => hasAnswered(logbook, instance)));
  };

  const hasAnswered = ({ tally, unchanged, history }: Logbook, { name }: Instance): boolean => {
    const { hit, miss } = tally[name] ?? { hit: 0, miss: 0 };
    return hit > 10 && miss > 10 && unchanged > 0 && history.writes.length > 20;
  };

  it('two instances show every acknowledged write to every reader', async () => {
    await explore([one, two], untilAllHaveAnswered, 150);
  });

  it('they show it also when Redis crashes and comes back empty', async () => {
    await explore([one, two], redisCrashes, 210);
  });

  it('they show it also when Redis freezes and goes on', async () => {
    await explore([one, two], redisFreezes, 210);
  });

  it('one shows also what the other wrote that was killed between the COMMIT and the news of it', async () => {
    const { token } = await stage(one.url, 'killed', 0);
    const edited = await publish(one.url, token, { title: 'Old', tags: ['edited'] });
    const hidden = await publish(one.url, token, { title: 'Hidden', tags: ['hidden'] });
    const paths = [edited, hidden].map(({ id, slug, tags: [tag] }) => [
      `/posts/${id}`,
      `/posts/${slug}`,
      `/posts?tag=${tag ?? ''}`,
    ]);
    for (const path of paths.flat()) await until(async () => (await call(one.url, 'GET', path)).cache === 'quire; hit');
    /** What the survivor shows of each of them, wherever. */
    const titles = (): Promise<string[]> =>
      Promise.all(paths.map(async (each) => [...new Set(await Promise.all(each.map(title)))].join()));
    const title = async (path: string): Promise<string> => {
      const { status, body } = await callUntilServed<{ data: ShownPost | ShownPost[] }>(one.url, 'GET', path);
      const [shown] = status === 200 ? [body.data].flat() : [];
      return shown?.title ?? 'none';
    };

    const gate = await Gate.close(database.url);
    const writes = Promise.allSettled([
      callUntilServed(two.url, 'PATCH', `/posts/${edited.id}`, { token, body: { title: 'New' } }),
      callUntilServed(two.url, 'POST', `/posts/${hidden.id}/unpublish`, { token }),
    ]);
    await gate.untilSoManyWait(2);
    await two.kill();
    const acknowledged = (await writes).filter((write) => write.status === 'fulfilled' && write.value.status < 300);
    expect([acknowledged, await titles()]).toEqual([[], ['Old', 'Hidden']]);
    await gate.open([edited, hidden]);
    for (let round = 0; round < 10; round += 1) expect(await titles()).toEqual(['New', 'none']);
  });

  it('one instance without Redis shows every acknowledged write to every reader', async () => {
    await alone.start();
    await explore([alone], untilAllHaveAnswered, 150);
  });

  it('two that cannot tell each other what they change are found out', async () => {
    await alone.start();
    const exploration = await Exploration.on([alone, one], SEED);
    const { history } = exploration.logbook;
    do await exploration.run(50);
    while (judge(history).length === 0);
    expect(judge(history)[0]?.reading.call).toContain('quire; hit');
  });
});
