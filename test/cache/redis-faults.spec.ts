import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type RedisClientType } from '@redis/client';
import { Logger } from '@nestjs/common';
import { describeWithRedisServer, startRedis } from '../support/redis.js';
import type { RedisServer } from '../support/redis-server.js';
import { Instance, type Rows } from './support/instance.js';

/** Short, so that the tests needn't wait; long against the half second in which a connection returns. */
const OPTIONS = { settling: 800, commandTimeout: 100 };

describeWithRedisServer('While Redis fails', () => {
  let server: RedisServer;
  let rows: Rows;
  let one: Instance;
  let other: Instance;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    server = await startRedis();
    rows = new Map([['a', 'old']]);
    one = await Instance.onRedis(rows, server.url, OPTIONS);
    other = await Instance.onRedis(rows, server.url, OPTIONS);
    await Promise.all([untilHit(one), untilHit(other)]);
  });

  afterEach(async () => {
    one.close();
    other.close();
    await server.stop();
  });

  const untilHit = async (instance: Instance): Promise<string> => {
    for (;;) {
      const { value, outcome } = await instance.read('a');
      if (outcome === 'hit') return value;
      await delay(20);
    }
  };

  const admin = async (work: (client: RedisClientType) => Promise<unknown>): Promise<void> => {
    const client: RedisClientType = createClient({ url: server.url, socket: { reconnectStrategy: false } });
    await client.connect();
    await work(client).finally(() => {
      client.destroy();
    });
  };

  it('reads bypass the cache while it is dead, writes go on, and both instances return to it by themselves (C221)', async () => {
    await server.stop();
    await one.write('a', 'new');
    expect((await one.read('a')).value).toBe('new');
    await server.start();
    expect(await Promise.all([untilHit(one), untilHit(other)])).toEqual(['new', 'new']);
  });

  it('no row changed meanwhile is shown old when a frozen server goes on with its old data', async () => {
    server.pause();
    await one.write('a', 'new');
    expect(await one.read('a')).toEqual({ value: 'new', outcome: 'bypass' });
    server.resume();
    expect(await Promise.all([untilHit(one), untilHit(other)])).toEqual(['new', 'new']);
  });

  it('an instance that asked nothing meanwhile believes nothing from before either', async () => {
    server.pause();
    await delay(300);
    await one.write('a', 'newer');
    await delay(100);
    server.resume();
    await delay(5);
    expect((await other.read('a')).value).toBe('newer');
    expect(await untilHit(other)).toBe('newer');
  });

  it('connections to a server that stays frozen are given up and made anew', async () => {
    server.pause();
    await one.write('a', 'new');
    await delay(3_500);
    expect(one.redis?.available).toBe(false);
    server.resume();
    expect(await Promise.all([untilHit(one), untilHit(other)])).toEqual(['new', 'new']);
  });

  it('no answer of an old snapshot is believed after a restart with it', async () => {
    let ledger: Record<string, string> = {};
    const answers = new Map<string, string>();
    await admin(async (client) => {
      ledger = await client.hGetAll('quire:cache:ledger');
      for (const key of await client.keys('quire:cache:answer*')) answers.set(key, (await client.get(key)) ?? '');
    });
    await one.write('a', 'new');
    await server.stop();
    await server.start();
    await admin(async (client) => {
      await client.hSet('quire:cache:ledger', ledger);
      for (const [key, text] of answers) await client.set(key, text);
    });
    expect((await other.read('a')).value).toBe('new');
    expect(await Promise.all([untilHit(one), untilHit(other)])).toEqual(['new', 'new']);
  });

  it.each([
    [
      'may not write because it is a replica (C224)',
      (client: RedisClientType) => client.sendCommand(['REPLICAOF', '127.0.0.1', '1']),
    ],
    [
      'is out of memory (C224)',
      (client: RedisClientType) => client.configSet({ maxmemory: '1', 'maxmemory-policy': 'noeviction' }),
    ],
    [
      'wants another password (C224)',
      (client: RedisClientType) => client.aclSetUser('default', ['resetpass', '>other']),
    ],
  ])('a server that %s is not relied on, by anybody', async (_name, sabotage) => {
    await admin(async (client) => {
      await sabotage(client);
      await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    });
    await one.write('a', 'new');
    expect(await other.read('a')).toEqual({ value: 'new', outcome: 'bypass' });
    expect(await one.read('a')).toEqual({ value: 'new', outcome: 'bypass' });
  });

  it('a server that may write again is used again, from an empty cache', async () => {
    await admin((client) => client.sendCommand(['REPLICAOF', '127.0.0.1', '1']));
    await one.write('a', 'new');
    await other.read('a');
    await admin((client) => client.sendCommand(['REPLICAOF', 'NO', 'ONE']));
    expect(await Promise.all([untilHit(one), untilHit(other)])).toEqual(['new', 'new']);
  });

  it('a change whose end is lost is not shown old', async () => {
    const freeze = (): Promise<void> => {
      server.pause();
      return Promise.resolve();
    };
    await other.write('a', 'new', { committed: freeze });
    server.resume();
    expect((await one.read('a')).value).toBe('new');
    expect(await Promise.all([untilHit(one), untilHit(other)])).toEqual(['new', 'new']);
  });

  it('an application boots without it, and takes it into use when it comes (C223)', async () => {
    const { url } = server;
    await server.stop();
    const late = await Instance.onRedis(rows, url, OPTIONS);
    expect(late.redis?.available).toBe(false);
    expect((await late.read('a')).outcome).toBe('bypass');
    await server.start();
    expect(await untilHit(late)).toBe('old');
    late.close();
  });

  it('nobody is told more often than once in some seconds', async () => {
    const lines: string[] = [];
    const logger = { log: () => undefined, error: () => undefined, warn: (line: string) => lines.push(line) };
    Logger.overrideLogger(logger);
    await server.stop();
    for (let round = 0; round < 40; round += 1) {
      await one.read('a');
      await one.write('a', String(round));
      await delay(20);
    }
    Logger.overrideLogger(false);
    expect(lines.filter((line) => line.startsWith('Redis is away')).length).toBeLessThanOrEqual(2);
    expect(lines.length).toBeLessThanOrEqual(4);
  });
});
