import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Database, pendingMigrations, type Statement } from '../platform/database/index.js';

const PING: Statement = { name: 'health.ping', text: 'SELECT 1' };

/**
 * Milliseconds. A probe has its answer within a second even from a database that has fallen silent, and however often
 * it asks, the database is asked less than twice a second: answers are shared meanwhile.
 */
const PATIENCE = 800;
const PING_SHARED_FOR = 700;
const MIGRATIONS_SHARED_FOR = 10_000;

/** Whether the database answers, and whether it has the schema of this version. */
@Injectable()
export class DatabaseHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
  ) {}

  async reachable(): Promise<HealthIndicatorResult> {
    return this.indicators
      .check('database')
      .attempt(() => this.ping())
      .withTimeout(PATIENCE)
      .cacheFor(PING_SHARED_FOR);
  }

  async migrated(): Promise<HealthIndicatorResult> {
    return this.indicators
      .check('migrations')
      .attempt(() => this.compareMigrations())
      .withTimeout(PATIENCE)
      .cacheFor(MIGRATIONS_SHARED_FOR);
  }

  /** The reason stays in the log: a probe's caller is a stranger. */
  private async ping(): Promise<void> {
    await this.database.query(PING).catch(() => {
      throw new Error('unreachable');
    });
  }

  private async compareMigrations(): Promise<void> {
    const pending = await pendingMigrations(this.database).catch(() => {
      throw new Error('unknown');
    });
    if (pending.length > 0) throw new Error('pending');
  }
}
