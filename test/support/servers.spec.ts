import { createClient } from '@redis/client';
import pg from 'pg';
import { createDatabase } from './postgres.js';
import { describeWithRedis, describeWithRedisServer, redisUrl, startRedis } from './redis.js';

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

function redisClient(url: string) {
  return createClient({ url, socket: { reconnectStrategy: false } }).on('error', () => undefined);
}

async function askRedis<Result>(
  url: string,
  work: (client: ReturnType<typeof redisClient>) => Promise<Result>,
): Promise<Result> {
  const client = redisClient(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

describe('a test database', () => {
  it('is migrated, and nobody else’s', async () => {
    const [one, other] = await Promise.all([createDatabase(), createDatabase()]);
    try {
      await query(one.url, 'CREATE TABLE only_here (n integer)');
      expect(await query(one.url, `SELECT to_regclass('users') IS NOT NULL AS migrated`)).toEqual([{ migrated: true }]);
      expect(await query(other.url, `SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }]);
    } finally {
      await Promise.all([one.drop(), other.drop()]);
    }
  });

  it('is dropped although something is still connected', async () => {
    const database = await createDatabase();
    const client = new pg.Client(database.url);
    const lost = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    await expect(lost).resolves.toMatchObject({ code: '57P01' });
    await expect(query(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });
});

describeWithRedis('the Redis of a test', () => {
  it('holds nothing yet', async () => {
    expect(await askRedis(redisUrl(), (redis) => redis.incr('counter'))).toBe(1);
  });
});

describeWithRedis('the Redis of the next test', () => {
  it('holds nothing of the one before', async () => {
    expect(await askRedis(redisUrl(), (redis) => redis.incr('counter'))).toBe(1);
  });
});

describeWithRedisServer('a Redis to break', () => {
  it('is gone when stopped, and back when started', async () => {
    const redis = await startRedis();
    try {
      await redis.stop();
      await expect(askRedis(redis.url, (client) => client.ping())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      await redis.start();
      expect(await askRedis(redis.url, (client) => client.ping())).toBe('PONG');
    } finally {
      await redis.stop();
    }
  });

  it('answers nothing while paused, and everything afterwards', async () => {
    const redis = await startRedis();
    try {
      await askRedis(redis.url, async (client) => {
        redis.pause();
        const reply = client.ping();
        const silence = new Promise((resolve) => setTimeout(resolve, 100, 'silence'));
        expect(await Promise.race([reply, silence])).toBe('silence');
        redis.resume();
        expect(await reply).toBe('PONG');
      });
    } finally {
      await redis.stop();
    }
  });
});
