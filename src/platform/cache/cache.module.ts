import { Global, Module } from '@nestjs/common';
import { Replicas } from '../database/index.js';
import { Metrics } from '../observability/index.js';
import { RedisConnection } from '../redis/index.js';
import { FarStore, NearStore } from './answer-store.js';
import { CacheReport } from './cache-report.js';
import { CacheTags } from './cache-tags.js';
import { EarlyAnswers } from './early-answers.js';
import { LocalLedger } from './local-ledger.js';
import { ReplicaReads } from './replica-reads.js';
import { ResponseCache } from './response-cache.js';
import { ResponseCacheStep } from './response-cache.step.js';
import { SharedLedger } from './shared-ledger.js';
import { TagLedger } from './tag-ledger.js';

/** The response cache: shared by the instances where a Redis is configured, else of this process alone. */
@Global()
@Module({
  providers: [
    {
      provide: TagLedger,
      inject: [RedisConnection],
      useFactory: (redis: RedisConnection) => (redis.enabled ? new SharedLedger(redis) : new LocalLedger()),
    },
    {
      provide: ResponseCache,
      inject: [RedisConnection, TagLedger, Replicas, Metrics],
      useFactory: ({ client }: RedisConnection, ledger: TagLedger, replicas: Replicas, metrics: Metrics) =>
        new ResponseCache(
          new NearStore(),
          client && new FarStore(client),
          ledger,
          replicas.areConfigured ? new ReplicaReads(replicas, ledger, metrics) : undefined,
        ),
    },
    CacheReport,
    CacheTags,
    EarlyAnswers,
    ResponseCacheStep,
  ],
  exports: [ResponseCache, CacheReport, CacheTags, EarlyAnswers, ResponseCacheStep],
})
export class CacheModule {}
