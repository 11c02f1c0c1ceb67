import { Logger } from '@nestjs/common';
import { ThrottlerStorageService } from '@nestjs/throttler';
import { createClient } from '@redis/client';
import { RedisConnection } from '../../src/platform/redis/index.js';
import { CounterNames } from '../../src/platform/security/throttling/counter-names.js';
import { FailureLimiter, RateLimiter } from '../../src/platform/security/throttling/index.js';
import { SharedThrottlerStorage } from '../../src/platform/security/throttling/shared-throttler-storage.js';
import { describeWithRedis, describeWithRedisServer, redisUrl, startRedis } from '../support/redis.js';
import { configWith, connectTo } from './support/instance.js';

interface Limits {
  rates: RateLimiter;
  failures: FailureLimiter;
  close: () => void;
}

function limitsOn(redis: RedisConnection): Limits {
  const names = new CounterNames(configWith());
  const local = new ThrottlerStorageService();
  const close = (): void => {
    local.onApplicationShutdown();
    redis.onApplicationShutdown();
  };
  return {
    rates: new RateLimiter(new SharedThrottlerStorage(redis, local), names),
    failures: new FailureLimiter(redis, names),
    close,
  };
}

const POLICY = { name: 'default', limit: 3, window: 60 };

/** What must hold wherever the counters lie; `two` are two instances, or the same one twice. */
function limitsAsPromised(open: () => Promise<[Limits, Limits]>): void {
  let one: Limits;
  let other: Limits;
  let account = 0;
  const nextAccount = (): string => `ann${(account += 1)}@example.org`;

  beforeAll(async () => {
    [one, other] = await open();
  });

  afterAll(() => {
    one.close();
    other.close();
  });

  it('counts a key down to nothing, then refuses it until the window ends (C152)', async () => {
    const seen = [];
    for (const { rates } of [one, other, one, other]) seen.push(await rates.consume(POLICY, 'a'));
    expect(seen.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
      [true, 2],
      [true, 1],
      [true, 0],
      [false, 0],
    ]);
    expect(seen.every(({ resetSeconds }) => resetSeconds >= 1 && resetSeconds <= 60)).toBe(true);
    expect(seen[3]?.retryAfterSeconds).toBeGreaterThanOrEqual(1);
  });

  it('lets no more through than the limit when all come at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? one : other).rates.consume(POLICY, 'b')),
    );
    expect(results.filter(({ allowed }) => allowed)).toHaveLength(3);
  });

  it('counts keys and policies apart', async () => {
    await one.rates.consume(POLICY, 'c');
    expect((await other.rates.consume(POLICY, 'd')).remaining).toBe(2);
    expect((await other.rates.consume({ ...POLICY, name: 'other' }, 'c')).remaining).toBe(2);
  });

  it('begins anew when the window is over', async () => {
    const short = { name: 'short', limit: 1, window: 0.05 };
    await one.rates.consume(short, 'e');
    let result = await one.rates.consume(short, 'e');
    expect(result.allowed).toBe(false);
    while (!result.allowed) result = await one.rates.consume(short, 'e');
    expect(result.remaining).toBe(0);
  });

  it('lets a client fail five times at an account, even all at once, and then makes it wait (C143)', async () => {
    const ann = nextAccount();
    const attempts = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 ? one : other).failures.attempt(ann, 'x')),
    );
    expect(attempts.filter(({ allowed }) => allowed)).toHaveLength(5);
    const { allowed, retryAfterSeconds } = await other.failures.attempt(ann, 'x');
    expect(allowed).toBe(false);
    expect([14, 15]).toContain(retryAfterSeconds);
  });

  it('lets nobody be locked out by a stranger, only delayed by up to two seconds (C144)', async () => {
    const ann = nextAccount();
    for (let client = 0; client < 20; client += 1)
      for (let failure = 0; failure < 5; failure += 1) await one.failures.attempt(ann, `stranger${client}`);
    expect(await other.failures.attempt(ann, 'home')).toEqual({ allowed: true, retryAfterSeconds: 0, delaySeconds: 2 });
    expect(await other.failures.attempt(nextAccount(), 'home')).toEqual({
      allowed: true,
      retryAfterSeconds: 0,
      delaySeconds: 0,
    });
  });

  it('forgives a pair, and no other, when the password was right', async () => {
    const ann = nextAccount();
    for (const client of ['x', 'y'])
      for (let failure = 0; failure < 4; failure += 1) await one.failures.attempt(ann, client);
    await other.failures.attempt(ann, 'x');
    await other.failures.succeeded(ann, 'x');
    expect((await one.failures.attempt(ann, 'x')).allowed).toBe(true);
    await one.failures.attempt(ann, 'y');
    expect((await one.failures.attempt(ann, 'y')).allowed).toBe(false);
  });

  it('does not count an attempt that could not be decided', async () => {
    const ann = nextAccount();
    for (let attempt = 0; attempt < 30; attempt += 1) {
      expect(await one.failures.attempt(ann, 'x')).toEqual({ allowed: true, retryAfterSeconds: 0, delaySeconds: 0 });
      await other.failures.withdraw(ann, 'x');
    }
  });
}

describe('The limits of one process', () => {
  limitsAsPromised(() => {
    const limits = limitsOn(new RedisConnection(configWith()));
    return Promise.resolve([limits, limits]);
  });
});

describeWithRedis('The limits of two instances', () => {
  describe('are those of a single process', () => {
    limitsAsPromised(async () => [limitsOn(await connectTo(redisUrl())), limitsOn(await connectTo(redisUrl()))]);
  });

  it('leave nothing in Redis that tells who was counted, nor anything without an end (C168)', async () => {
    const limits = limitsOn(await connectTo(redisUrl()));
    await limits.rates.consume(POLICY, '192.0.2.77');
    await limits.failures.attempt('bob@example.org', '192.0.2.77');
    const client = createClient({ url: redisUrl() });
    await client.connect();
    const keys = [...(await client.keys('quire:throttle:*')), ...(await client.keys('quire:failures:*'))];
    const lifetimes = await Promise.all(keys.map((key) => client.pTTL(key)));
    client.destroy();
    limits.close();
    expect(keys.join()).not.toMatch(/bob|192\.0\.2|example/);
    expect(keys.length).toBeGreaterThanOrEqual(3);
    expect(lifetimes.filter((lifetime) => lifetime <= 0)).toEqual([]);
  });
});

describeWithRedisServer('The limits of an instance that loses Redis', () => {
  it('stay on while it is dead or frozen (C154)', async () => {
    Logger.overrideLogger(false);
    const server = await startRedis();
    const limits = limitsOn(await connectTo(server.url, 100));
    const burst = async (key: string): Promise<number> => {
      const results = [];
      for (let request = 0; request < 6; request += 1) results.push(await limits.rates.consume(POLICY, key));
      return results.filter(({ allowed }) => allowed).length;
    };
    server.pause();
    expect(await burst('frozen')).toBe(3);
    await server.stop();
    expect(await burst('dead')).toBe(3);
    for (let failure = 0; failure < 5; failure += 1) await limits.failures.attempt('ann@example.org', 'x');
    expect((await limits.failures.attempt('ann@example.org', 'x')).allowed).toBe(false);
    limits.close();
  });
});
