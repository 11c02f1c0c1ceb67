import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../bench/server.js';
import { installedBinaries } from '../../src/platform/database/embedded/binaries.js';
import { discardEmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/index.js';
import { locate, type Location } from '../../src/platform/database/embedded/location.js';
import { spawnPostgres } from '../../src/platform/database/embedded/spawn-postgres.js';

/** The ways in which PostgreSQL is ended, by the names of `pg_ctl stop --mode`; `kill` is a crash of all of it. */
export const ENDINGS = ['fast', 'immediate', 'kill'] as const;
export type Ending = (typeof ENDINGS)[number];

const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;

/** Milliseconds between two questions whether it accepts connections. */
const PAUSE = 20;

/** A PostgreSQL with a folder and a port of its own that can be ended in several ways and started again where it was. */
export class Postgres {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly location: Location,
    private readonly port: number,
    private readonly server: string,
  ) {}

  /**
   * Makes a cluster inside `parent` and starts it.
   *
   * @throws Error when it would acknowledge what a crash can lose.
   */
  static async create(parent: string): Promise<Postgres> {
    const folder = join(parent, 'postgres');
    await mkdir(folder);
    // Under root it runs as another account, which has to come this far.
    for (const path of [parent, folder]) await chmod(path, 0o711);
    const embedded = await startEmbeddedPostgres({ folder });
    await embedded.stop();
    const port = await freePort();
    const server = Object.assign(new URL(embedded.url), { port: String(port) }).href;
    const postgres = new Postgres(folder, await locate(folder, await installedBinaries()), port, server);
    await postgres.start();
    for (const setting of ['fsync', 'synchronous_commit']) await postgres.requireOn(setting);
    return postgres;
  }

  /**
   * Starts it unless it runs, and waits until it accepts connections; while processes of a killed one go down it is tried
   * again.
   */
  async start(): Promise<void> {
    while (!(await this.accepts())) {
      if (!this.child || hasEnded(this.child))
        this.child = spawnPostgres(this.location, { port: this.port, durable: true });
      await delay(PAUSE);
    }
  }

  /** Ends it, and waits until its first process is gone. */
  async end(ending: Ending): Promise<void> {
    const { child } = this;
    if (!child || hasEnded(child)) return;
    child.ref();
    const exited = once(child, 'exit');
    child.kill(SIGNALS[ending]);
    await exited;
  }

  /** An empty database. Gives its URL. */
  async createDatabase(name: string): Promise<string> {
    await ask(this.server, `CREATE DATABASE ${name}`);
    return Object.assign(new URL(this.server), { pathname: `/${name}` }).href;
  }

  /** Ends it and deletes all its data. */
  async discard(): Promise<void> {
    await this.end('immediate');
    await discardEmbeddedPostgres(this.folder);
  }

  /** Ends it at once with no wait, for a process that is going away itself. */
  abandon(): void {
    this.child?.kill('SIGQUIT');
  }

  private async accepts(): Promise<boolean> {
    try {
      await ask(this.server, 'SELECT 1');
      return true;
    } catch {
      return false;
    }
  }

  private async requireOn(setting: string): Promise<void> {
    const [row] = await ask<{ value: string }>(this.server, 'SELECT current_setting($1) AS value', [setting]);
    if (row?.value !== 'on') throw new Error(`${setting} has to be on where lost writes are looked for`);
  }
}

/** Runs one statement on a connection of its own. */
export async function ask<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client(url);
  // Whoever waits for the statement hears of the loss.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
