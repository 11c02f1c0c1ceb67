import { Logger, runMigrations } from 'graphile-worker';
import type { DatabaseConfig } from '../config/index.js';
import { messageOf } from './failures.js';
import { MigrationRefused } from './migration-refused.js';
import { sidePool } from './side-pool.js';

/** The schema in which graphile-worker keeps its queue. */
export const JOB_SCHEMA = 'graphile_worker';

/**
 * Creates the job queue's tables, or brings them to the version of the library.
 *
 * @throws MigrationRefused when the database refuses, or has tables of a newer version.
 */
export async function migrateJobs(url: string, ssl: DatabaseConfig['ssl'] = 'off'): Promise<void> {
  const pool = sidePool({ url, ssl }, { application_name: 'quire migrations', max: 1 });
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
  } catch (error) {
    throw new MigrationRefused(`The tables of the job queue cannot be made: ${messageOf(error)}`, { cause: error });
  } finally {
    await pool.end();
  }
}
