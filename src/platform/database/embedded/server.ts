import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { explainOutput } from './failure.js';
import type { Location } from './location.js';
import { readPostmaster } from './postmaster.js';
import { endProcess } from './processes.js';
import { spawnPostgres } from './spawn-postgres.js';

/** A PostgreSQL that accepts connections on `port` of 127.0.0.1. */
export interface Server {
  pid: number;
  port: number;
  exited: Promise<void>;
  stop(): Promise<void>;
}

/** Crash recovery of a large database may take this long, in milliseconds. */
const START_DEADLINE = 120_000;
const RETRY_DEADLINE = 15_000;

/**
 * Starts postgres on a free port and waits until it accepts connections.
 * It is tried again when another program took the port meanwhile, or while the processes of a killed server still go down.
 * @throws EmbeddedPostgresError with what postgres said when it gave up
 */
export async function startServer(location: Location, durable: boolean): Promise<Server> {
  const log = `${location.cluster}.log`;
  for (const deadline = Date.now() + RETRY_DEADLINE; ;) {
    const port = await freePort();
    const server = await launch(location, log, port, durable);
    if (server !== undefined) return server;
    const output = await readFile(log, 'utf8');
    const passing = /Address already in use|is still in use|lock file .* already exists/.test(output);
    if (!passing || Date.now() > deadline) throw explainOutput(output, location.cluster, ` (its log is ${log})`);
    await delay(200);
  }
}

/** Undefined when postgres gives up. It writes to a file, so that it does not depend on this process. */
async function launch(location: Location, log: string, port: number, durable: boolean): Promise<Server | undefined> {
  const output = await open(log, 'w', 0o600);
  try {
    const child = spawnPostgres(location, { port, durable, output: output.fd });
    await once(child, 'spawn');
    return (await becomesReady(child, join(location.cluster, 'data'))) ? serve(child, port) : undefined;
  } finally {
    await output.close();
  }
}

async function becomesReady(child: ChildProcess, data: string): Promise<boolean> {
  for (const deadline = Date.now() + START_DEADLINE; Date.now() < deadline;) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const postmaster = await readPostmaster(data);
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return true;
    await delay(20);
  }
  child.kill('SIGQUIT');
  throw new EmbeddedPostgresError(
    `PostgreSQL in ${data} did not become ready within ${START_DEADLINE / 1000} seconds.`,
  );
}

/** A process that ends without stop() at least asks postgres to end; one that is killed leaves it to the next start. */
function serve(child: ChildProcess, port: number): Server {
  const pid = child.pid ?? 0;
  const exited = once(child, 'exit').then(() => undefined);
  const stopOnExit = (): boolean => child.kill('SIGINT');
  process.once('exit', stopOnExit);
  void exited.then(() => process.off('exit', stopOnExit));
  const stop = async (): Promise<void> => {
    child.ref();
    if (child.exitCode === null && child.signalCode === null) await endProcess(pid, 'SIGINT', 'SIGQUIT');
    await exited;
  };
  return { pid, port, exited, stop };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
