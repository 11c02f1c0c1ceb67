import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/index.js';
import type { ReplicaState } from '../observability/index.js';
import { Database } from './database.js';
import { messageOf } from './failures.js';
import { Replica, type Standing } from './replica.js';
import type { ReplicaSession } from './replica-session.js';
import { walPosition, type WalPosition } from './wal-position.js';

/**
 * Every change committed so far lies before this place in the log. Where a commit waits for the disk, it is how far the log
 * is on disk, which is all that replicas are sent; else how far it has been written at all.
 */
const PRIMARY_STANDING = {
  name: 'primary.standing',
  text: `SELECT (pg_control_system()).system_identifier::text AS cluster,
                substr(pg_walfile_name(lsn), 1, 8) AS timeline, lsn::text AS lsn
         FROM (SELECT CASE current_setting('synchronous_commit')
                        WHEN 'off' THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn()
                      END AS lsn) AS here`,
};

/** Milliseconds that connections to silent replicas are waited for at the end. */
const FAREWELL = 1_000;

/** The replicas of `DATABASE_REPLICA_URLS`, for reads that name the position that they must have reached. */
@Injectable()
export class Replicas implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Replica');
  private readonly replicas: Replica[];
  /** The primary's standing when it was last asked, and why it was not told, as that was logged. */
  private primary: Standing | undefined;
  private silence: string | undefined;
  /** The latest position that this process has heard of. */
  private latest: WalPosition = '';
  private turn = 0;

  constructor(
    { database: config }: Config,
    private readonly database: Database,
  ) {
    this.replicas = config.replicaUrls.map((url) => new Replica(url, config));
  }

  /** Whether there are any. */
  get areConfigured(): boolean {
    return this.replicas.length > 0;
  }

  get states(): ReplicaState[] {
    return this.replicas.map(({ state }) => state);
  }

  /** Begins to look for them; a boot waits for none. */
  onApplicationBootstrap(): void {
    this.tryThoseDue();
  }

  async onApplicationShutdown(): Promise<void> {
    const closed = Promise.all(this.replicas.map((replica) => replica.close()));
    await Promise.race([closed, delay(FAREWELL, undefined, { ref: false })]);
  }

  /** A position of the primary's that all changes committed by now lie before. Undefined without replicas, and when it cannot be told. */
  async position(): Promise<WalPosition | undefined> {
    if (!this.areConfigured) return undefined;
    const primary = await this.askPrimary();
    if (!primary) return undefined;
    const position = walPosition(primary.timeline, primary.lsn);
    this.heardOf(position);
    return position;
  }

  /** Takes note of a position that was told elsewhere. */
  heardOf(position: WalPosition): void {
    if (position > this.latest) this.latest = position;
  }

  /** A session on a replica that has replayed the position, taken in turn. Undefined when none has; nobody waits for it. */
  async session(needed: WalPosition): Promise<ReplicaSession | undefined> {
    this.tryThoseDue();
    this.heardOf(needed);
    const first = (this.turn += 1);
    for (let index = 0; index < this.replicas.length; index += 1) {
      const replica = this.replicas[(first + index) % this.replicas.length];
      if (!replica?.state.inUse || !this.primary) continue;
      const session = await replica.session(needed, this.latest, this.primary);
      if (session) return session;
    }
    return undefined;
  }

  private tryThoseDue(): void {
    for (const replica of this.replicas) if (replica.isDue) void replica.tryAgain(() => this.askPrimary());
  }

  /** Never fails. */
  private async askPrimary(): Promise<Standing | undefined> {
    try {
      const [standing] = await this.database.query<Standing>(PRIMARY_STANDING);
      this.silence = undefined;
      return (this.primary = standing);
    } catch (error) {
      const reason = messageOf(error);
      if (reason !== this.silence) this.logger.warn(`The primary does not tell its position in the log: ${reason}`);
      this.silence = reason;
      return undefined;
    }
  }
}
