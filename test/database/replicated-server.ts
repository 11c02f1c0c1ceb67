import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, chown, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { installedBinaries } from '../../src/platform/database/embedded/binaries.js';
import { discardEmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/index.js';
import { locate, type Location } from '../../src/platform/database/embedded/location.js';
import { spawnPostgres } from '../../src/platform/database/embedded/spawn-postgres.js';
import { migrate } from '../../src/platform/database/index.js';
import { need } from '../support/environment.js';
import { freePort } from '../support/redis-server.js';
import { until } from '../support/until.js';

/** A PostgreSQL with the schema of the application, and a second one that follows it by streaming replication. */
export interface ReplicatedServer {
  primaryUrl: string;
  replicaUrl: string;
  /** Runs a statement on the replica. */
  askReplica<Row extends object>(text: string): Promise<Row[]>;
  /** Lets the replica take what it receives without showing it. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
  /** Ends the replica as a power failure does. */
  kill(): Promise<void>;
  /** Starts the replica again, at the same address. */
  start(): Promise<void>;
  /** Stops the processes of the replica where they are: connections stay open and nothing answers. */
  freeze(): Promise<void>;
  thaw(): void;
  stop(): Promise<void>;
}

export async function startReplicatedServer(): Promise<ReplicatedServer> {
  const folders = [await newFolder('primary-'), await newFolder('standby-')] as const;
  const [folder] = folders;
  const standby = await locate(folders[1], await installedBinaries());
  const first = await startEmbeddedPostgres({ folder, durable: false });
  await migrate(first.url);
  // As in production, where a commit waits for the log to be written.
  await ask(first.url, 'ALTER DATABASE quire SET synchronous_commit = on');
  await ask(first.url, `SELECT pg_create_physical_replication_slot('standby', true)`);
  await first.stop();
  await copyCluster(first.cluster, standby);
  const primary = await startEmbeddedPostgres({ folder, durable: false });
  await follow(standby, primary.url);
  const port = await freePort();
  const replicaUrl = Object.assign(new URL(primary.url), { port: String(port) }).href;
  let server = await launch(standby, port, replicaUrl);
  let frozen: number[] = [];
  const thaw = (): void => {
    for (const pid of frozen.splice(0)) process.kill(pid, 'SIGCONT');
  };
  const askReplica = <Row extends object>(text: string): Promise<Row[]> => ask<Row>(replicaUrl, text);
  return {
    primaryUrl: primary.url,
    replicaUrl,
    askReplica,
    pauseReplay: async () => {
      await askReplica('SELECT pg_wal_replay_pause()');
      const paused = `SELECT pg_get_wal_replay_pause_state() = 'paused' AS done`;
      await until(async () => (await askReplica<{ done: boolean }>(paused))[0]?.done === true);
    },
    resumeReplay: async () => {
      await askReplica('SELECT pg_wal_replay_resume()');
    },
    kill: () => kill(server),
    start: async () => {
      server = await launch(standby, port, replicaUrl);
    },
    freeze: async () => {
      const sessions = await askReplica<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
      frozen = [server.pid ?? 0, ...sessions.map(({ pid }) => pid)];
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    },
    thaw,
    stop: async () => {
      thaw();
      await kill(server);
      await primary.stop();
      for (const made of folders) await discardEmbeddedPostgres(made);
    },
  };
}

/** A folder of this run, which deletes it at the end, servers included, if the test has not. */
async function newFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(need('folder'), prefix));
  await chmod(folder, 0o711);
  return folder;
}

async function copyCluster(from: string, { cluster, account }: Location): Promise<void> {
  await mkdir(cluster, { mode: 0o700 });
  await promisify(execFile)('cp', ['-a', join(from, 'data'), join(from, 'password'), cluster]);
  if (account) await chown(cluster, account.uid, account.gid);
}

async function follow({ cluster, account }: Location, primaryUrl: string): Promise<void> {
  const { username, password, port } = new URL(primaryUrl);
  const connection = `host=127.0.0.1 port=${port} user=${username} password=${decodeURIComponent(password)}`;
  const settings = `primary_conninfo = '${connection}'\nprimary_slot_name = 'standby'\n`;
  await appendFile(join(cluster, 'data', 'postgresql.auto.conf'), settings);
  const signal = join(cluster, 'data', 'standby.signal');
  await writeFile(signal, '');
  if (account) await chown(signal, account.uid, account.gid);
}

/** It is tried again while the processes of a killed one still go down. */
async function launch(location: Location, port: number, url: string): Promise<ChildProcess> {
  const options = { port, durable: false };
  let child = spawnPostgres(location, options);
  await until(async () => {
    if (hasEnded(child)) child = spawnPostgres(location, options);
    return ask(url, 'SELECT 1').then(
      () => true,
      () => false,
    );
  });
  return child;
}

/** Its other processes end by themselves when they miss the first one. */
async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.ref();
  child.kill('SIGKILL');
  await exited;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
