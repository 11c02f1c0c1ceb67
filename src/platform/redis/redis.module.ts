import { Global, Module } from '@nestjs/common';
import { RedisConnection } from './redis-connection.js';
import { RedisMetrics } from './redis-metrics.js';

/** Provides the connection everywhere; it is there, and disabled, also without a configured Redis. */
@Global()
@Module({ providers: [RedisConnection, RedisMetrics], exports: [RedisConnection] })
export class RedisModule {}
