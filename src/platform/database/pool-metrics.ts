import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Histogram } from 'prom-client';
import { Metrics } from '../observability/index.js';
import { Database } from './database.js';

/** Seconds, past the second after which a caller is refused. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Measures how long callers wait for a connection. Who finds one free is not counted, and not slowed down. */
@Injectable()
export class PoolMetrics implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const waits = new Histogram({
      name: 'db_pool_wait_seconds',
      help: 'How long callers have waited for a connection of the database pool, those who found one free left out',
      buckets: SECONDS,
      registers: [this.metrics.registry],
    });
    this.database.observeWaits((seconds) => {
      waits.observe(seconds);
    });
  }
}
