import { Pool, type PoolConfig } from 'pg';
import type { DatabaseConfig } from '../config/index.js';
import { sslOptions } from './data-source-options.js';

/**
 * Connections apart from those of the requests and without their time limits. They are made when they are first used; a
 * lost one is replaced by the next use.
 *
 * @param options number, name and limits of the connections.
 */
export function sidePool(
  { url, ssl }: Pick<DatabaseConfig, 'url' | 'ssl'>,
  options: Pick<PoolConfig, 'application_name' | 'max' | 'query_timeout' | 'maxLifetimeSeconds'>,
): Pool {
  const pool = new Pool({
    connectionString: url,
    ssl: sslOptions(ssl),
    connectionTimeoutMillis: 2_000,
    keepAlive: true,
    ...options,
  });
  const ignore = (): void => undefined;
  return pool.on('error', ignore).on('connect', (client) => client.on('error', ignore));
}
