import type { QueryRunner } from 'typeorm';
import { MigrationRefused } from './migration-refused.js';

const OLDEST_VERSION = 15;

/**
 * Makes sure that the server can hold what the application stores.
 *
 * @throws MigrationRefused for a PostgreSQL before 15, or a database that is not in UTF-8.
 */
export async function requireSuitableServer(runner: QueryRunner): Promise<void> {
  const rows = (await runner.query(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_encoding') AS encoding,
            current_database() AS database`,
  )) as [{ version: number; encoding: string; database: string }];
  const [{ version, encoding, database }] = rows;
  if (version < OLDEST_VERSION) {
    throw new MigrationRefused(`PostgreSQL ${version} is too old: version ${OLDEST_VERSION} or newer is needed`);
  }
  if (encoding !== 'UTF8') {
    throw new MigrationRefused(
      `The database "${database}" is encoded in ${encoding}: create one with ENCODING 'UTF8' (and TEMPLATE template0)`,
    );
  }
}
