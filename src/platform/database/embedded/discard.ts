import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { claimCluster } from './owner.js';
import { clusterOf } from './pointer.js';
import { stopLeftover } from './postmaster.js';

/**
 * Deletes `folder` with all its data, and stops the server that a killed process has left running on them.
 * @throws EmbeddedPostgresError while a living process uses it
 */
export async function discardEmbeddedPostgres(folder: string): Promise<void> {
  await discardCluster(await clusterOf(await realpath(folder)));
  await rm(folder, { recursive: true, force: true });
}

/** Deletes the cluster alone. */
export async function discardCluster(cluster: string): Promise<void> {
  const release = await claimCluster(cluster);
  try {
    await stopLeftover(join(cluster, 'data'));
    for (const part of [cluster, `${cluster}.new`, `${cluster}.log`]) await rm(part, { recursive: true, force: true });
  } finally {
    await release();
  }
}
