import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { currentContext, runInContext } from '../../src/platform/context/index.js';
import { startFaultProxy } from '../database/fault-proxy.js';
import { until } from '../support/until.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startWorker, type Worker } from './worker-app.js';

interface Letter {
  to: string;
}

describe('Jobs', () => {
  let database: TestDatabase;
  let session: pg.Client;
  let one: Worker;
  let other: Worker;
  /** Whom letters went to, by which instance, for which request. */
  let sent: { to: string; by: string; correlationId?: string }[];
  let refusals: number;
  const ticks: Record<string, number> = {};

  const open = (name: string): Promise<Worker> =>
    startWorker(database.url, (jobs) => {
      jobs.handle('send', ({ to }: Letter) => {
        if (to === 'nobody yet' && (refusals += 1) < 2) return Promise.reject(new Error('No such letter box'));
        sent.push({ to, by: name, correlationId: currentContext()?.correlationId });
        return Promise.resolve();
      });
      jobs.handle('wait', () => delay(300).then(() => void sent.push({ to: 'the end', by: name })));
      jobs.schedule('nightly', '0 3 * * *', () => Promise.resolve());
      jobs.every('ticking', 5, async () => {
        ticks[name] = (ticks[name] ?? 0) + 1;
        if (ticks[name] === 1) throw new Error('The first tick fails');
        await Promise.resolve();
      });
    });

  beforeAll(async () => {
    database = await createDatabase();
    session = new pg.Client(database.url);
    await session.connect();
    one = await open('one');
    other = await open('other');
  });

  beforeEach(() => {
    sent = [];
    refusals = 0;
  });

  afterAll(async () => {
    await one.stop();
    await other.stop();
    await session.end();
    await database.drop();
  });

  const waiting = async (): Promise<number> => {
    const { rows } = await session.query('SELECT 1 FROM graphile_worker._private_jobs');
    return rows.length;
  };
  const recipients = (): string[] => sent.map(({ to }) => to).sort();

  it('are done once, by whichever instance, with the correlation id of the request that they come from', async () => {
    const context = { requestId: 'r', correlationId: 'order-77', path: '/' };
    await runInContext(context, () => one.jobs.add('send', { to: 'ann' }));
    await until(async () => (await waiting()) === 0);
    expect(sent).toEqual([{ to: 'ann', by: expect.any(String) as string, correlationId: 'order-77' }]);
  });

  it('are shared by the instances and none is done twice', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, number) => one.jobs.add('send', { to: String(number) })));
    await until(async () => (await waiting()) === 0);
    expect(recipients()).toEqual(Array.from({ length: 40 }, (_, number) => String(number)).sort());
  });

  it('come into being with the transaction, or not at all', async () => {
    const failed = one.database.transaction(async () => {
      await one.jobs.add('send', { to: 'the rolled back' });
      throw new Error('Changed my mind');
    });
    await expect(failed).rejects.toThrow('Changed my mind');
    await one.database.transaction(async () => {
      await one.jobs.add('send', { to: 'the committed' });
      await delay(100);
      expect(sent).toEqual([]);
    });
    await until(async () => (await waiting()) === 0);
    expect(recipients()).toEqual(['the committed']);
  });

  it('wait for their time, and a later one with their key takes their place', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000);
    await one.jobs.add('send', { to: 'tomorrow' }, { runAt: tomorrow, key: 'letter' });
    await one.jobs.add('send', { to: 'soon' }, { runAt: new Date(Date.now() + 200), key: 'letter' });
    await until(async () => (await waiting()) === 0);
    expect(recipients()).toEqual(['soon']);
  });

  it('are repeated when they fail', async () => {
    await one.jobs.add('send', { to: 'nobody yet' });
    await until(() => refusals > 0);
    await session.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
    await until(async () => (await waiting()) === 0);
    expect(recipients()).toEqual(['nobody yet']);
  });

  it('of a name that nobody handles are refused', async () => {
    await expect(one.jobs.add('dance', {})).rejects.toThrow('Nobody handles the job dance');
    expect(() => {
      one.jobs.handle('send', () => Promise.resolve());
    }).toThrow('has a handler already');
  });

  it('go on when the connections of the workers are cut', async () => {
    await session.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'quire jobs' AND datname = current_database()`);
    await one.jobs.add('send', { to: 'the survivor' });
    await until(async () => (await waiting()) === 0);
    expect(recipients()).toEqual(['the survivor']);
  });

  it('are finished before an instance ends, which then takes no other', async () => {
    const leaving = await open('leaving');
    await leaving.jobs.add('wait', {});
    await until(async () => {
      const { rows } = await session.query('SELECT 1 FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL');
      return rows.length === 1;
    });
    await Promise.all([leaving.stop(), one.stop(), other.stop()]);
    [one, other] = [await open('one'), await open('other')];
    expect(recipients()).toEqual(['the end']);
    expect(await waiting()).toBe(0);
  });

  it('do not keep an instance from ending when the database has fallen silent', async () => {
    const proxy = await startFaultProxy(database.url);
    const cutOff = await startWorker(proxy.url, (jobs) => {
      jobs.handle('send', () => Promise.resolve());
    });
    await delay(600);
    proxy.behave(() => 'swallow');
    await delay(600);
    await cutOff.stop();
    await proxy.close();
  });

  it('of a worker that was killed are freed once they have taken longer than any job may', async () => {
    await one.stop();
    await other.stop();
    await session.query(`SELECT graphile_worker.add_job('send', '{"payload":{"to":"the orphan"}}')`);
    await session.query(
      `UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '6 minutes', locked_by = 'the dead'`,
    );
    [one, other] = [await open('one'), await open('other')];
    await until(async () => (await waiting()) === 0);
    expect(recipients()).toEqual(['the orphan']);
  });

  it('that repeat go on after a failure, on each instance', async () => {
    const { one: before = 0, other: beforeThere = 0 } = ticks;
    await until(() => (ticks.one ?? 0) > before + 1 && (ticks.other ?? 0) > beforeThere + 1);
    expect(ticks.one).toBeGreaterThan(2);
  });

  it('that are scheduled stand in the database once', async () => {
    const schedules = async (): Promise<unknown[]> =>
      (await session.query('SELECT identifier FROM graphile_worker._private_known_crontabs')).rows;
    await until(async () => (await schedules()).length > 0);
    expect(await schedules()).toEqual([{ identifier: 'nightly' }]);
  });
});
