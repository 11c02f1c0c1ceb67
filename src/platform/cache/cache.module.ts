import { Global, Module } from '@nestjs/common';
import { RedisConnection } from '../redis/index.js';
import { AnswerStore, LocalStore, SharedStore } from './answer-store.js';
import { CacheTags } from './cache-tags.js';
import { LocalLedger } from './local-ledger.js';
import { ResponseCache } from './response-cache.js';
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
      provide: AnswerStore,
      inject: [RedisConnection],
      useFactory: ({ client }: RedisConnection) => (client ? new SharedStore(client) : new LocalStore()),
    },
    ResponseCache,
    CacheTags,
  ],
  exports: [ResponseCache, CacheTags],
})
export class CacheModule {}
