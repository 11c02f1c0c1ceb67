import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../observability/index.js';
import { RedisConnection } from './redis-connection.js';

/** Tells whether the shared cache takes part, where one is configured. */
@Injectable()
export class RedisMetrics implements OnModuleInit {
  constructor(
    private readonly redis: RedisConnection,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const { redis } = this;
    if (!redis.enabled) return;
    const registers = [this.metrics.registry];
    new Gauge({
      name: 'redis_available',
      help: 'Whether Redis is connected and answers: 1, or 0 when a process of the instance has to do without',
      aggregator: 'min',
      registers,
      collect() {
        this.set(Number(redis.available));
      },
    });
    new Counter({
      name: 'redis_outages_total',
      help: 'How often Redis went away or fell silent, as each process of the instance saw it',
      registers,
      collect() {
        this.reset();
        this.inc(redis.outages);
      },
    });
  }
}
