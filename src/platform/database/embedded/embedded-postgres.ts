import { join } from 'node:path';
import { installedBinaries } from './binaries.js';
import { prepareCluster } from './cluster.js';
import { ensureDatabase } from './database.js';
import { explainError } from './failure.js';
import { locate, type Location } from './location.js';
import { claimCluster } from './owner.js';
import { stopLeftover } from './postmaster.js';
import { startServer, type Server } from './server.js';

export interface EmbeddedPostgresOptions {
  /** The folder that holds the database; made when missing. */
  folder: string;
  /** Receives one line per step worth telling. */
  log?: (line: string) => void;
  /** Whether a committed change outlives a crash of the machine; true unless told otherwise. */
  durable?: boolean;
}

/** A PostgreSQL of our own that is running. */
export interface EmbeddedPostgres {
  /** The application's database. */
  url: string;
  /** Where its data lies: inside the folder, or elsewhere when root started it in a folder closed to others. */
  cluster: string;
  /** Ends it after the statements that are running were cancelled. May be called again. */
  stop(): Promise<void>;
}

const silent = (): void => undefined;

/**
 * Starts a PostgreSQL of our own in `folder`, for development and tests: the real server, from npm, on a free port of
 * 127.0.0.1. What a killed run has left behind is cleared away first. Works for root too, under another account.
 * @throws EmbeddedPostgresError with one line for the terminal
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { folder, log = silent, durable = true } = options;
  try {
    const binaries = await installedBinaries();
    const location = await locate(folder, binaries);
    const release = await claimCluster(location.cluster);
    try {
      return await startOwned(location, { version: binaries.version, log, durable, release });
    } catch (error) {
      await release();
      throw error;
    }
  } catch (error) {
    throw explainError(error, folder);
  }
}

interface Run {
  version: string;
  log: (line: string) => void;
  durable: boolean;
  release: () => Promise<void>;
}

async function startOwned(location: Location, { version, log, durable, release }: Run): Promise<EmbeddedPostgres> {
  const { cluster } = location;
  if (await stopLeftover(join(cluster, 'data'))) log('Stopped the PostgreSQL that an earlier run had left');
  const password = await prepareCluster(location, version, durable);
  const server = await startServer(location, durable);
  const url = await ensureDatabase(server.port, password).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  log(`PostgreSQL ${version.split('.', 2).join('.')} runs on port ${server.port} with its data in ${cluster}`);
  return { url, cluster, stop: stopOnce(server, release, log) };
}

function stopOnce(server: Server, release: () => Promise<void>, log: (line: string) => void): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  void server.exited.then(() => {
    if (stopping === undefined) log(`PostgreSQL (process ${server.pid}) has ended by itself`);
  });
  return () => (stopping ??= server.stop().then(release));
}
