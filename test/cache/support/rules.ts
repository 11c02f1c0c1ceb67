import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import type { Instance } from './instance.js';

/** What must hold for two instances of one application, or for one that stands alone (then both are the same). */
export function keepsTheRules(open: (options?: { writingLimit: number }) => Promise<[Instance, Instance]>): void {
  let one: Instance;
  let other: Instance;

  const start = async (options?: { writingLimit: number }): Promise<void> => {
    [one, other] = await open(options);
    one.rows.set('a', 'old');
    one.rows.set('b', 'old');
    one.runs = other.runs = 0;
  };

  afterEach(() => {
    one.close();
    other.close();
  });

  it('gives an answer again, with its tag, without running the handler', async () => {
    await start();
    await one.read('a');
    const { value, outcome } = await other.read('a');
    expect({ value, outcome, runs: one.runs + (one === other ? 0 : other.runs) }).toEqual({
      value: 'old',
      outcome: 'hit',
      runs: 1,
    });
  });

  it('shows a change at the next read anywhere (C162)', async () => {
    await start();
    await one.read('a');
    await one.write('a', 'new');
    expect((await other.read('a')).value).toBe('new');
    expect(await one.read('a')).toEqual({ value: 'new', outcome: 'hit' });
  });

  it('leaves the answers that a change does not touch', async () => {
    await start();
    await one.read('b');
    await one.write('a', 'new');
    expect((await other.read('b')).outcome).toBe('hit');
  });

  it('does not believe an answer that a change has overtaken while its handler ran', async () => {
    await start();
    await one.read('a', () => other.write('a', 'new'));
    expect(await other.read('a')).toEqual({ value: 'new', outcome: 'miss' });
  });

  it('does not believe an answer read before the COMMIT of a change that was told already', async () => {
    await start();
    await one.write('a', 'new', { uncommitted: () => other.read('a') });
    expect((await other.read('a')).value).toBe('new');
  });

  it('does not believe an answer read between COMMIT and the end of its writer that shows the old row', async () => {
    await start();
    let release = (): void => undefined;
    const slow = one.read('a', () => new Promise<void>((resolve) => (release = resolve)));
    await delay(20);
    await other.write('a', 'new', {
      committed: async () => {
        release();
        await slow;
      },
    });
    expect((await one.read('a')).value).toBe('new');
  });

  it('bypasses what is being written, and only that', async () => {
    await start();
    await one.read('a');
    await one.read('b');
    const seen: string[] = [];
    await one.write('a', 'new', {
      uncommitted: async () => seen.push((await one.read('a')).outcome, (await one.read('b')).outcome),
      committed: async () => seen.push((await one.read('a')).value),
    });
    expect(seen).toEqual(['bypass', 'hit', 'new']);
  });

  it('gives nobody between COMMIT and the end of its writer what was read before the COMMIT', async () => {
    await start();
    let seen = '';
    await one.write('a', 'new', {
      uncommitted: () => one.read('a'),
      committed: async () => (seen = (await other.read('a')).value),
    });
    expect(seen).toBe('new');
  });

  it('keeps the mark of one writer when another one of the same row ends', async () => {
    await start();
    await one.read('a');
    let during = '';
    await one.write('a', 'first', {
      committed: async () => {
        await other.write('a', 'second');
        during = (await one.read('a')).outcome;
      },
    });
    expect(during).not.toBe('hit');
    expect((await one.read('a')).value).toBe('second');
  });

  it('shows nothing old after a writer died between COMMIT and its end', async () => {
    await start({ writingLimit: 100 });
    await one.read('a');
    await other.writeAndDie('a', 'new');
    expect((await one.read('a')).value).toBe('new');
    await delay(120);
    expect((await one.read('a')).value).toBe('new');
    expect(await one.read('a')).toEqual({ value: 'new', outcome: 'hit' });
  });

  it('shows nothing old when what was read before a writer died is kept only after its mark has run out', async () => {
    await start({ writingLimit: 50 });
    await one.read('a', async () => {
      await other.writeAndDie('a', 'new');
      await delay(70);
    });
    expect((await one.read('a')).value).toBe('new');
  });

  it('runs a handler once for parallel requests (C164)', async () => {
    await start();
    const answers = await Promise.all(Array.from({ length: 50 }, () => one.read('a', () => delay(20))));
    expect(one.runs).toBe(1);
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set(['old']));
  });

  it('lets nobody who has seen a change join what was begun before it', async () => {
    await start();
    let release = (): void => undefined;
    const before = one.read('a', () => new Promise<void>((resolve) => (release = resolve)));
    await delay(20);
    await one.write('a', 'new');
    const after = await one.read('a');
    release();
    expect([(await before).value, after.value]).toEqual(['old', 'new']);
    expect((await one.read('a')).value).toBe('new');
  });

  it('tells a failure to all who wait for it, and keeps nothing of it (C165)', async () => {
    await start();
    const fail = (): Promise<never> => Promise.reject(new Error('not there'));
    const results = await Promise.allSettled([one.read('a', fail), one.read('a', fail)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await one.read('a')).toEqual({ value: 'old', outcome: 'miss' });
  });

  it('never goes back in time, whatever the order of reads and writes', async () => {
    await start();
    one.rows.set('a', '0');
    let acknowledged = 0;
    const stale: string[] = [];
    const write = async (count: number): Promise<void> => {
      for (let version = 1; version <= count; version += 1) {
        const writer = version % 2 === 0 ? one : other;
        await writer.write('a', String(version), {
          uncommitted: () => delay(version % 3),
          committed: () => delay(version % 2),
        });
        acknowledged = version;
        await delay(version % 4);
      }
    };
    const read = async (reader: Instance, pause: number): Promise<void> => {
      while (acknowledged < 60) {
        const floor = acknowledged;
        const { value } = await reader.read('a', () => delay(pause));
        await setImmediate();
        if (Number(value) < floor) stale.push(`${value} after ${floor}`);
      }
    };
    await Promise.all([write(60), read(one, 0), read(other, 1), read(one, 3), read(other, 5)]);
    expect(stale).toEqual([]);
  });
}
