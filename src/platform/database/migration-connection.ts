import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type QueryRunner } from 'typeorm';
import type { DatabaseConfig } from '../config/index.js';
import { sslOptions } from './data-source-options.js';
import { isConnectionFailure, messageOf, sqlState } from './failures.js';
import type { MigrationClass } from './migration-files.js';
import { MigrationRefused } from './migration-refused.js';

/** Milliseconds to wait for a server that starts or has no connection left, for one that does not answer, between tries. */
const PATIENCE_WITH_BUSY = 30_000;
const PATIENCE_WITH_SILENT = 3000;
const PAUSE = 250;

export interface ConnectionOptions {
  ssl?: DatabaseConfig['ssl'];
  /** Hears what takes its time, in lines. */
  log?: (line: string) => void;
  /** Milliseconds to wait for a server that does not answer; 3 s unless told otherwise. */
  patience?: number;
}

/**
 * Runs work on a connection of its own, without the time limits of the application's, that holds the lock of all
 * schema changes: of several instances that start at once one works, and the others wait. The server frees the lock
 * when the connection ends, however it ends.
 *
 * @throws MigrationRefused when the database cannot be reached.
 */
export async function onMigrationConnection<T>(
  url: string,
  migrations: MigrationClass[],
  { ssl = 'off', log = () => undefined, patience = PATIENCE_WITH_SILENT }: ConnectionOptions,
  work: (dataSource: DataSource, runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const dataSource = await connect(
    () =>
      new DataSource({
        type: 'postgres',
        url,
        ssl: sslOptions(ssl),
        applicationName: 'quire migrations',
        poolSize: 2,
        connectTimeoutMS: 2000,
        extra: { keepAlive: true },
        migrations,
        // TypeORM's own default prints what fails to standard output, `logging: false` or not.
        logger: 'debug',
        installExtensions: false,
      }),
    log,
    patience,
  );
  const runner = dataSource.createQueryRunner();
  try {
    await lock(runner, log);
    return await work(dataSource, runner);
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

async function connect(make: () => DataSource, log: (line: string) => void, patience: number): Promise<DataSource> {
  const start = Date.now();
  for (let tries = 1; ; tries += 1) {
    try {
      return await make().initialize();
    } catch (error) {
      const reason = messageOf(error);
      if (Date.now() - start >= patienceWith(error, patience))
        throw new MigrationRefused(`Cannot connect to the database: ${reason}`);
      if (tries === 1) log(`Waiting for the database (${reason})`);
      await delay(PAUSE);
    }
  }
}

function patienceWith(error: unknown, patience: number): number {
  const state = sqlState(error);
  if (state === '57P03' || state === '53300') return Math.max(patience, PATIENCE_WITH_BUSY);
  return isConnectionFailure(error) ? patience : 0;
}

/** Asks again and again: a session that blocked in its request would hold a snapshot, which a concurrent index waits for. */
async function lock(runner: QueryRunner, log: (line: string) => void): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const [row] = (await runner.query(
      `SELECT pg_try_advisory_lock(hashtextextended('quire migrations', 0)) AS locked`,
    )) as [{ locked: boolean }];
    if (row.locked) return;
    if (tries === 1) log('Waiting for another instance that changes the schema');
    await delay(PAUSE);
  }
}
