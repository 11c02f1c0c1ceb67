import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CacheModule, CacheTags, ResponseCache } from '../../src/platform/cache/index.js';
import { ConfigModule } from '../../src/platform/config/index.js';
import { Database, Replicas } from '../../src/platform/database/index.js';
import { Metrics } from '../../src/platform/observability/index.js';
import { RedisConnection, RedisModule } from '../../src/platform/redis/index.js';
import { FailureLimiter, RateLimiter, ThrottlingModule } from '../../src/platform/security/throttling/index.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { configWith } from './support/instance.js';

@Global()
@Module({ providers: [{ provide: Database, useValue: {} }, Replicas, Metrics], exports: [Database, Replicas, Metrics] })
class NoDatabase {}

async function kindsOfAnswers(url?: string): Promise<{ enabled: boolean; outcomes: string[]; allowed: boolean[] }> {
  const imports = [ConfigModule.of(configWith(url)), NoDatabase, RedisModule, CacheModule, ThrottlingModule];
  const app = await Test.createTestingModule({ imports }).compile();
  await app.init();
  const cache = app.get(ResponseCache);
  const tags = app.get(CacheTags);
  const produce = (): Promise<{ body: Buffer }> => {
    tags.shows('things');
    return Promise.resolve({ body: Buffer.from('{}') });
  };
  const outcomes = [(await cache.answer('/things', produce)).outcome, (await cache.answer('/things', produce)).outcome];
  const allowed = [
    (await app.get(RateLimiter).consume({ name: 'default', limit: 1, window: 60 }, 'x')).allowed,
    (await app.get(FailureLimiter).attempt('ann', 'x')).allowed,
  ];
  const { enabled } = app.get(RedisConnection);
  await app.close();
  return { enabled, outcomes, allowed };
}

describe('Cache and limits of an application', () => {
  it('are there from the first request on without a Redis', async () => {
    expect(await kindsOfAnswers()).toEqual({ enabled: false, outcomes: ['miss', 'hit'], allowed: [true, true] });
  });

  it('are there when the configured Redis is not (C223)', async () => {
    expect(await kindsOfAnswers('redis://127.0.0.1:1')).toEqual({
      enabled: true,
      outcomes: ['bypass', 'bypass'],
      allowed: [true, true],
    });
  });
});

describeWithRedis('Cache and limits of an application with a Redis', () => {
  it('are there from the first request on', async () => {
    expect(await kindsOfAnswers(redisUrl())).toEqual({
      enabled: true,
      outcomes: ['miss', 'hit'],
      allowed: [true, true],
    });
  });
});
