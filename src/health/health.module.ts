import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CacheHealth } from './cache.health.js';
import { DatabaseHealth } from './database.health.js';
import { DatabaseMetrics } from './database-metrics.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsController } from './metrics.controller.js';
import { ProcessHealth } from './process.health.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, MetricsController],
  providers: [CacheHealth, DatabaseHealth, DatabaseMetrics, HealthService, ProcessHealth, Readiness],
  exports: [Readiness],
})
export class HealthModule {}
