import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  type HealthCheckResult,
  type HealthIndicatorFunction,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import { CacheHealth } from './cache.health.js';
import { DatabaseHealth } from './database.health.js';
import { ProcessHealth } from './process.health.js';
import { Readiness } from './readiness.js';

/** Answers the three questions of those who run Quire, in Terminus's own shape. */
@Injectable()
export class HealthService {
  constructor(
    private readonly terminus: HealthCheckService,
    private readonly database: DatabaseHealth,
    private readonly cache: CacheHealth,
    private readonly process: ProcessHealth,
    private readonly readiness: Readiness,
  ) {}

  /** How is everything? */
  all(): Promise<HealthCheckResult> {
    return this.check([
      () => this.database.reachable(),
      () => this.cache.state(),
      () => this.process.memory(),
      () => this.process.disk(),
      () => this.database.migrated(),
    ]);
  }

  /** Is the process itself in order, or does it have to be replaced? Asks nobody else. */
  live(): Promise<HealthCheckResult> {
    return this.check([]);
  }

  /** May requests be sent here? Only what makes most of them fail counts. */
  async ready(): Promise<HealthCheckResult> {
    const result = await this.check([() => this.instance(), () => this.database.reachable(), () => this.cache.state()]);
    this.readiness.observed(result.status !== 'error', Object.keys(result.error ?? {}));
    return result;
  }

  private instance(): HealthIndicatorResult {
    return { instance: this.readiness.draining ? { status: 'down', message: 'draining' } : { status: 'up' } };
  }

  /** Terminus throws the result of a failed check; its callers want it as an answer like any other. */
  private async check(indicators: HealthIndicatorFunction[]): Promise<HealthCheckResult> {
    try {
      return await this.terminus.check(indicators);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return error.getResponse() as HealthCheckResult;
    }
  }
}
