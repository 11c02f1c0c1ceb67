import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { RedisConnection } from '../platform/redis/index.js';

/** Whether the shared cache takes part. Nothing fails without it: it is bypassed, and limits are counted in-process. */
@Injectable()
export class CacheHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly redis: RedisConnection,
  ) {}

  state(): HealthIndicatorResult {
    const indicator = this.indicators.check('cache');
    if (!this.redis.enabled) return indicator.up('in-process');
    return this.redis.available ? indicator.up() : indicator.degraded('bypassed');
  }
}
