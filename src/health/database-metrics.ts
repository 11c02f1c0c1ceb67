import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, Replicas } from '../platform/database/index.js';
import { Metrics, shareWithPrimary } from '../platform/observability/index.js';

/** Connects the metrics with what they measure but must not know. */
@Injectable()
export class DatabaseMetrics implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly replicas: Replicas,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.observePool(() => this.database.usage);
    this.database.observe((name, seconds) => {
      this.metrics.queryEnded(name, seconds);
    });
    if (this.replicas.areConfigured) this.metrics.observeReplicas(() => this.replicas.states);
    shareWithPrimary(this.metrics.registry);
  }
}
