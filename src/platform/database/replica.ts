import { Logger } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import type { DatabaseConfig } from '../config/index.js';
import type { ReplicaState } from '../observability/index.js';
import { sslOptions, timeLimits } from './data-source-options.js';
import { breaksConnection, isConnectionFailure, messageOf } from './failures.js';
import { ReplicaSession } from './replica-session.js';
import { bytesBetween, walPosition, type WalPosition } from './wal-position.js';

/** Milliseconds that a replica may take to say how far it is, and that one which is left out rests before it is tried again. */
const ASK_LIMIT = 250;
const REST = 1_000;

/** Where a server stands: which cluster's data it has, and how far along which of its timelines. */
export interface Standing {
  cluster: string;
  /** 8 hexadecimal digits. */
  timeline: string;
  lsn: string;
}

/**
 * The timeline is that of the last restart point: a replica that has followed a failover is left out until it has made
 * one, and one that has not followed it for good.
 */
const STANDING = {
  name: 'replica.standing',
  text: `SELECT pg_is_in_recovery() AS standby, (pg_control_system()).system_identifier::text AS cluster,
                lpad(upper(to_hex((pg_control_checkpoint()).timeline_id)), 8, '0') AS timeline,
                pg_last_wal_replay_lsn()::text AS lsn`,
  query_timeout: ASK_LIMIT,
};

/**
 * A streaming replica and the connections to it. How far it has replayed is known for each connection by itself: as long
 * as one lives, its server only moves forward, while one that was restarted begins further back.
 */
export class Replica {
  private readonly logger = new Logger('Replica');
  private readonly name: string;
  private readonly pool: Pool;
  private readonly replayed = new WeakMap<PoolClient, WalPosition>();
  private inUse = false;
  private restsUntil = 0;
  private behind = 0;
  /** Why it is left out, as it was logged. */
  private reason: string | undefined;

  constructor(url: string, config: DatabaseConfig) {
    const { poolSize, patience, ssl } = config;
    const ignore = (): void => undefined;
    this.pool = new Pool({
      ...timeLimits(config),
      connectionString: url,
      ssl: sslOptions(ssl),
      application_name: 'quire',
      max: poolSize,
      connectionTimeoutMillis: patience,
      idleTimeoutMillis: 0,
      keepAlive: true,
    });
    this.pool.on('error', ignore).on('connect', (client) => client.on('error', ignore));
    this.name = hostOf(url);
  }

  get state(): ReplicaState {
    return { name: this.name, inUse: this.inUse, behind: this.behind };
  }

  /** Whether it is left out and has rested long enough to be tried. */
  get isDue(): boolean {
    return !this.inUse && performance.now() >= this.restsUntil;
  }

  /** Takes it into use if it answers and is a replica of the primary. Never fails. */
  async tryAgain(askPrimary: () => Promise<Standing | undefined>): Promise<void> {
    this.restsUntil = Infinity;
    const primary = await askPrimary();
    const client = primary && (await this.connect((connection) => this.ask(connection, primary)));
    client?.release();
    this.inUse = client !== undefined;
    this.restsUntil = performance.now() + REST;
    if (!client) return;
    this.reason = undefined;
    this.logger.log(`Replica ${this.name} is in use`);
  }

  /**
   * A connection that has replayed a position. Undefined, without waiting, when none has or none is free.
   *
   * @param latest the position up to which it is asked how far it is, so that more can be read on it than what is needed.
   */
  async session(needed: WalPosition, latest: WalPosition, primary: Standing): Promise<ReplicaSession | undefined> {
    if (this.pool.idleCount === 0 && this.pool.totalCount >= this.pool.options.max) return undefined;
    const client = await this.connect(async (connection) => {
      if (this.replayedBy(connection) >= latest) return;
      await this.ask(connection, primary);
      this.behind = bytesBetween(this.replayedBy(connection), latest);
    });
    if (!client) return undefined;
    const replayed = this.replayedBy(client);
    if (replayed >= needed) return new ReplicaSession(client, replayed, this.takeBack);
    client.release();
    return undefined;
  }

  /** Closes its connections, those in use once they are given back. */
  close(): Promise<void> {
    return this.pool.end();
  }

  /** A connection that has passed a check. Where there is none the replica is left out. */
  private async connect(check: (client: PoolClient) => Promise<void>): Promise<PoolClient | undefined> {
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      await check(client);
      return client;
    } catch (error) {
      client?.release(true);
      this.leaveOut(messageOf(error));
      return undefined;
    }
  }

  private replayedBy(client: PoolClient): WalPosition {
    return this.replayed.get(client) ?? '';
  }

  /** @throws Error when the server is no replica of the primary; the driver's error when it does not answer. */
  private async ask(client: PoolClient, primary: Standing): Promise<void> {
    const { rows } = await client.query<Standing & { standby: boolean }>(STANDING);
    for (const server of rows) {
      if (!server.standby) throw new Error('it is not a standby server');
      if (server.cluster !== primary.cluster) throw new Error('it has the data of another cluster');
      if (server.timeline !== primary.timeline) throw new Error('it follows another timeline than the primary');
      this.replayed.set(client, walPosition(server.timeline, server.lsn));
    }
  }

  private readonly takeBack = (client: PoolClient, failure?: { error: unknown }): void => {
    client.release(failure !== undefined && breaksConnection(failure.error));
    if (failure && isConnectionFailure(failure.error)) this.leaveOut(messageOf(failure.error));
  };

  private leaveOut(reason: string): void {
    this.inUse = false;
    this.restsUntil = performance.now() + REST;
    if (this.reason !== reason) this.logger.warn(`Replica ${this.name} is left out: ${reason}`);
    this.reason = reason;
  }
}

/** Where a URL leads, without credentials. */
function hostOf(url: string): string {
  const { host, searchParams } = new URL(url);
  return host || (searchParams.get('host') ?? '');
}
