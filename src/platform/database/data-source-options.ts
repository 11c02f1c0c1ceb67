import { Logger } from '@nestjs/common';
import type { DataSourceOptions } from 'typeorm';
import type { DatabaseConfig } from '../config/index.js';
import { BoundedPool } from './pool.js';

/** Milliseconds, for work that a client waits for; migrations and bulk loads have connections of their own. */
const LIMITS = {
  statement_timeout: 3000,
  lock_timeout: 2000,
  idle_in_transaction_session_timeout: 5000,
  // The driver's own limit, for a server that has fallen silent.
  query_timeout: 4000,
};

/** How the application talks to its database: one bounded pool whose connections stay open with what they prepared. */
export function dataSourceOptions(config: DatabaseConfig & { url: string }): DataSourceOptions {
  const logger = new Logger('Database');
  return {
    type: 'postgres',
    url: config.url,
    ssl: sslOptions(config.ssl),
    applicationName: 'quire',
    poolSize: config.poolSize,
    extra: { ...LIMITS, patience: config.patience, idleTimeoutMillis: 0, keepAlive: true },
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
