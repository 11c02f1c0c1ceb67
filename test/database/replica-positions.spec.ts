import { setTimeout as delay } from 'node:timers/promises';
import { LocalLedger } from '../../src/platform/cache/local-ledger.js';
import { SharedLedger } from '../../src/platform/cache/shared-ledger.js';
import type { Sighting, TagLedger } from '../../src/platform/cache/tag-ledger.js';
import type { RedisConnection } from '../../src/platform/redis/index.js';
import { connectTo } from '../cache/support/instance.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';

/** Positions in the order of the log, and one after a failover. */
const P = ['16/B3', '16/FFFFFFFF', '17/0', '1A/0'].map(
  (lsn) =>
    '00000001' +
    lsn
      .split('/')
      .map((half) => half.padStart(8, '0'))
      .join(''),
) as [string, string, string, string];
const FAILED_OVER = `00000002${'0'.repeat(16)}`;

function tellsPositions(open: (options?: { writingLimit: number }) => Promise<TagLedger>): void {
  const look = async (ledger: TagLedger, ...tags: string[]): Promise<Sighting> => {
    const sighting = await ledger.look(tags);
    if (!sighting) throw new Error('The ledger is not reliable');
    return sighting;
  };
  const positionOf = async (ledger: TagLedger, ...tags: string[]): Promise<string | undefined> =>
    (await look(ledger, ...tags)).position;

  const write = async (ledger: TagLedger, tags: string[], position?: string): Promise<void> => {
    await ledger.begin('w1', tags);
    await ledger.end('w1', tags, position);
  };

  const establish = async (ledger: TagLedger, position: string): Promise<void> => {
    await ledger.establish((await look(ledger)).now, position);
  };

  it('knows none until one is established', async () => {
    const ledger = await open();
    await write(ledger, ['a'], P[1]);
    expect(await positionOf(ledger, 'a')).toBeUndefined();
    await establish(ledger, P[0]);
    expect([await positionOf(ledger), await positionOf(ledger, 'a', 'b')]).toEqual([P[0], P[1]]);
  });

  it('knows for each tag the latest that was told, in whatever order that came', async () => {
    const ledger = await open();
    await establish(ledger, P[0]);
    await write(ledger, ['a', 'b'], P[2]);
    await write(ledger, ['b', 'c'], P[1]);
    const known = await Promise.all(['a', 'b', 'c', 'd'].map((tag) => positionOf(ledger, tag)));
    expect(known).toEqual([P[2], P[2], P[1], P[0]]);
    expect(await positionOf(ledger, 'c', 'a', 'd')).toBe(P[2]);
    await write(ledger, ['a'], FAILED_OVER);
    expect(await positionOf(ledger, 'a', 'b')).toBe(FAILED_OVER);
  });

  it('knows none of any tag once a change came without one, until one asked for later is told', async () => {
    const ledger = await open();
    await establish(ledger, P[0]);
    const { now: before } = await look(ledger);
    await write(ledger, ['a']);
    await ledger.establish(before, P[1]);
    expect([await positionOf(ledger, 'a'), await positionOf(ledger, 'b')]).toEqual([undefined, undefined]);
    await establish(ledger, P[2]);
    expect([await positionOf(ledger, 'a'), await positionOf(ledger, 'b')]).toEqual([P[2], P[2]]);
  });

  it('knows none once a writer was found dead', async () => {
    const ledger = await open({ writingLimit: 20 });
    await establish(ledger, P[0]);
    await ledger.begin('dead', ['a']);
    await until(async () => !(await look(ledger, 'a')).inWriting);
    expect([await positionOf(ledger, 'a'), await positionOf(ledger, 'b')]).toEqual([undefined, undefined]);
  });

  it('knows none in a new epoch, whatever is established from the one before', async () => {
    const ledger = await open();
    const { now: before } = await look(ledger);
    await establish(ledger, P[3]);
    for (let first = 0; first <= 22_000; first += 2_000) {
      await write(
        ledger,
        Array.from({ length: 2_000 }, (_, index) => `row:${first + index}`),
        P[1],
      );
      await delay(0);
    }
    await ledger.establish(before, P[3]);
    expect(await positionOf(ledger)).toBeUndefined();
    await establish(ledger, P[0]);
    expect(await positionOf(ledger, 'row:1')).toBe(P[0]);
  });
}

describe('The ledger of one process', () => {
  tellsPositions((options) => Promise.resolve(new LocalLedger(options?.writingLimit)));
});

describeWithRedis('The ledger of all instances', () => {
  let redis: RedisConnection;
  beforeEach(async () => {
    redis = await connectTo(redisUrl());
    await redis.client?.del('quire:cache:ledger');
  });
  afterEach(() => {
    redis.onApplicationShutdown();
  });

  tellsPositions(async (options) => {
    const ledger = new SharedLedger(redis, options);
    await ledger.look([]);
    return ledger;
  });
});
