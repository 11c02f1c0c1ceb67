import { Logger } from '@nestjs/common';
import type { PoolConfig } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { DatabaseConfig } from '../config/index.js';
import { PromptClient } from './client.js';
import { BoundedPool } from './pool.js';

/** Of the time of a statement, what it may wait for a lock: with the wait for a connection before it, less than the whole. */
const LOCK_SHARE = 0.6;

/** Milliseconds, for work that a client waits for; migrations and bulk loads have connections of their own. */
export function timeLimits({ statementTimeout }: Pick<DatabaseConfig, 'statementTimeout'>): PoolConfig {
  return {
    statement_timeout: statementTimeout,
    lock_timeout: Math.round(statementTimeout * LOCK_SHARE),
    idle_in_transaction_session_timeout: statementTimeout + 2000,
    Client: PromptClient,
    silence: statementTimeout + 1000,
  };
}

/** How the application talks to its database: one bounded pool whose connections stay open with what they prepared. */
export function dataSourceOptions(
  config: Pick<DatabaseConfig, 'poolSize' | 'patience' | 'statementTimeout' | 'ssl'> & { url: string },
): DataSourceOptions {
  const logger = new Logger('Database');
  return {
    type: 'postgres',
    url: config.url,
    ssl: sslOptions(config.ssl),
    applicationName: 'quire',
    poolSize: config.poolSize,
    extra: { ...timeLimits(config), patience: config.patience, idleTimeoutMillis: 0, keepAlive: true },
    driver: { Pool: BoundedPool },
    poolErrorHandler: (error: Error) => {
      logger.warn(`An idle connection was lost: ${error.message}`);
    },
    logging: false,
    installExtensions: false,
    synchronize: false,
  };
}

/** `require` encrypts without asking who answers; `verify-full` checks certificate and host name. */
export function sslOptions(ssl: DatabaseConfig['ssl']): boolean | { rejectUnauthorized: boolean } {
  return ssl === 'off' ? false : { rejectUnauthorized: ssl === 'verify-full' };
}
