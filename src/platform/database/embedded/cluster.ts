import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.js';
import { isThere } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { explainOutput, textOf } from './failure.js';
import type { Location } from './location.js';
import { programEnvironment } from './settings.js';

/** The role that owns everything in the cluster, and the database that the application uses. */
export const ROLE = 'quire';

/**
 * Makes sure that the cluster exists and belongs to this major version of PostgreSQL; answers the password of its role.
 * @throws EmbeddedPostgresError when it was made by another major version, is not ours to read, or cannot be made
 */
export async function prepareCluster(location: Location, version: string, durable: boolean): Promise<string> {
  const { cluster } = location;
  if (!(await isThere(cluster))) await initialise(location, durable);
  const made = (await readFile(join(cluster, 'data', 'PG_VERSION'), 'utf8')).trim();
  const major = version.split('.', 1)[0] ?? version;
  if (made !== major)
    throw new EmbeddedPostgresError(
      `The database in ${cluster} was made by PostgreSQL ${made}, this Quire brings PostgreSQL ${major}: dump it with PostgreSQL ${made} and set DATABASE_URL, or delete the folder to begin with an empty one.`,
    );
  return (await readFile(join(cluster, 'password'), 'utf8')).trim();
}

/** Makes the cluster under another name and renames it when it is whole, so that a crash never leaves half of one. */
async function initialise(location: Location, durable: boolean): Promise<void> {
  const draft = `${location.cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(join(draft, 'password'), randomBytes(24).toString('base64url'), { mode: 0o600 });
    await giveTo(location.account, draft, join(draft, 'password'));
    await runInitdb(location, draft, durable);
    await rename(draft, location.cluster);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function giveTo(account: Account | undefined, ...paths: string[]): Promise<void> {
  if (account === undefined) return;
  for (const path of paths) await chown(path, account.uid, account.gid);
}

/** UTF-8 whatever the machine's locale is: the builtin C.UTF-8 sorts by code point and needs no file of the system. */
async function runInitdb({ binaries, account, cluster }: Location, draft: string, durable: boolean): Promise<void> {
  const options = [
    `--pgdata=${join(draft, 'data')}`,
    `--pwfile=${join(draft, 'password')}`,
    `--username=${ROLE}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ];
  const { uid, gid } = account ?? {};
  try {
    await promisify(execFile)(join(binaries, 'bin', 'initdb'), options, {
      cwd: draft,
      env: programEnvironment(),
      uid,
      gid,
    });
  } catch (error) {
    throw explainOutput([textOf(error, 'stderr'), textOf(error, 'message')].find(Boolean) ?? '', cluster);
  }
}
