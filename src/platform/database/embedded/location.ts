import { createHash } from 'node:crypto';
import { mkdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { closedFolder, runsAsRoot, substituteAccount, type Account } from './account.js';
import { copyBinaries, isThere, makeOpenFolder, type Binaries } from './binaries.js';
import { discardCluster } from './discard.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { clusterOf, pointTo } from './pointer.js';

/** Where things lie: the cluster's own folder, the programs' folder, and the account to run under if not our own. */
export interface Location {
  cluster: string;
  binaries: string;
  account?: Account;
}

/** What root keeps for the substitute account when that one cannot enter the project's folder. */
const SHARED_FOLDER = '/var/lib/quire';

/**
 * Decides where PostgreSQL's data and programs lie for `folder`. An ordinary user has both where they are. As root, what
 * the substitute account cannot reach lies in /var/lib/quire, and a pointer in `folder` says so.
 * @throws EmbeddedPostgresError when existing data has become unreachable, or there is no account for root
 */
export async function locate(folder: string, binaries: Binaries): Promise<Location> {
  await mkdir(folder, { recursive: true });
  const home = await realpath(folder);
  const cluster = await clusterOf(home);
  if (!runsAsRoot()) return { cluster, binaries: binaries.folder };
  const account = (await ownerOf(cluster)) ?? (await substituteAccount());
  return {
    cluster: await reachableCluster(home, cluster, account),
    binaries: await reachableBinaries(binaries, account),
    account,
  };
}

/** Data keeps the owner that it was made by, whoever starts it. */
async function ownerOf(cluster: string): Promise<Account | undefined> {
  if (!(await isThere(cluster))) return undefined;
  const { uid, gid } = await stat(cluster);
  return uid === 0 ? undefined : { name: `user ${uid}`, uid, gid };
}

async function reachableCluster(home: string, cluster: string, account: Account): Promise<string> {
  if (cluster !== join(home, 'postgres')) return cluster;
  const closed = await closedFolder(home, account);
  if (closed === undefined) return cluster;
  if (await isThere(cluster))
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and its ${account.name} cannot enter ${closed} to reach the database in ${cluster}: open that folder again, or delete the database.`,
    );
  await makeOpenFolder(SHARED_FOLDER);
  const outside = join(SHARED_FOLDER, createHash('sha256').update(home).digest('hex').slice(0, 16));
  // Whoever deleted the folder, and the pointer with it, wanted to begin with an empty database.
  if (await isThere(outside)) await discardCluster(outside);
  await pointTo(outside, home);
  return outside;
}

async function reachableBinaries(binaries: Binaries, account: Account): Promise<string> {
  if ((await closedFolder(join(binaries.folder, 'bin'), account)) === undefined) return binaries.folder;
  await makeOpenFolder(SHARED_FOLDER);
  const copy = join(SHARED_FOLDER, `postgresql-${binaries.version}`);
  await copyBinaries(binaries, copy);
  return copy;
}
