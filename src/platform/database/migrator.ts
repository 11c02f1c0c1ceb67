import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { grantToApplication } from './application-role.js';
import { JOB_SCHEMA, migrateJobs } from './job-schema.js';
import { onMigrationConnection, type ConnectionOptions } from './migration-connection.js';
import { messageOf } from './failures.js';
import { loadMigrations, type MigrationClass } from './migration-files.js';
import { MigrationRefused } from './migration-refused.js';
import { requireSuitableServer } from './server-requirements.js';

export interface MigrateOptions extends ConnectionOptions {
  /** Where the application connects, if with another role than the one that migrates: that role is granted the tables. */
  applicationUrl?: string;
  /** Other migrations than those of the folder. */
  migrations?: MigrationClass[];
}

/**
 * Runs what is pending, each migration in a transaction of its own, and gives their names. A run that is killed leaves
 * whole migrations only; the next one goes on behind them.
 *
 * @param url of a role that may change the schema.
 * @throws MigrationRefused when the server is unsuitable, cannot be reached, has migrations that are newer than this
 * version, or refuses one; what went before stays.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = options.migrations ?? (await loadMigrations());
  return onMigrationConnection(url, migrations, options, async (dataSource, runner) => {
    await requireSuitableServer(runner);
    const executor = executorOf(dataSource, runner);
    await refuseNewer(executor, migrations);
    const names = await runPending(executor, options.log);
    await migrateJobs(url, options.ssl);
    if (options.applicationUrl !== undefined) await grantToApplication(runner, options.applicationUrl, [JOB_SCHEMA]);
    return names;
  });
}

/**
 * Takes the migration that ran last back; gives its name, or undefined when there is none.
 *
 * @throws MigrationRefused like `migrate`.
 */
export async function revertMigration(url: string, options: MigrateOptions = {}): Promise<string | undefined> {
  const migrations = options.migrations ?? (await loadMigrations());
  return onMigrationConnection(url, migrations, options, async (dataSource, runner) => {
    const executor = executorOf(dataSource, runner);
    await refuseNewer(executor, migrations);
    const [last] = await executor.getExecutedMigrations();
    await executor.undoLastMigration();
    return last?.name;
  });
}

function executorOf(dataSource: DataSource, runner: QueryRunner): MigrationExecutor {
  const executor = new MigrationExecutor(dataSource, runner);
  executor.transaction = 'each';
  return executor;
}

async function refuseNewer(executor: MigrationExecutor, migrations: MigrationClass[]): Promise<void> {
  const known = new Set(migrations.map(({ name }) => name));
  const newest = Math.max(0, ...migrations.map(({ name }) => timestampOf(name)));
  const executed = await executor.getExecutedMigrations();
  const newer = executed.map(({ name }) => name).filter((name) => !known.has(name) && timestampOf(name) > newest);
  if (newer.length === 0) return;
  throw new MigrationRefused(
    `The database belongs to a newer version: this one does not know ${newer.sort().join(', ')}`,
  );
}

async function runPending(executor: MigrationExecutor, log: MigrateOptions['log']): Promise<string[]> {
  const pending = await executor.getPendingMigrations();
  if (pending.length > 0) log?.(`Migrating the database (${pending.length} to run)`);
  try {
    return (await executor.executePendingMigrations()).map(({ name }) => name);
  } catch (error) {
    const [failed] = await executor.getPendingMigrations();
    throw new MigrationRefused(`The migration ${failed?.name ?? ''} failed: ${messageOf(error)}`, { cause: error });
  }
}

function timestampOf(name: string): number {
  return Number(name.slice(-14));
}
