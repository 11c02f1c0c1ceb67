import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { Config } from '../config/index.js';
import { sidePool } from '../database/index.js';
import { withTimeLimit } from './time-limit.js';

/** The worker's own connections: one listens, one looks after schedules, the others fetch jobs and end them. */
const CONNECTIONS = 4;
/** Milliseconds that a statement of the queue may take, and that connections have to close, before the server counts as silent. */
const STATEMENT_LIMIT = 5_000;
const CLOSING_LIMIT = 2_000;
/** Seconds after which a connection is replaced: one that fell silent is not used for longer. */
const LIFETIME = 60;

/** A pool apart from the requests', so that neither waits for the other. */
@Injectable()
export class JobConnections {
  readonly pool: Pool;

  constructor({ database }: Config) {
    this.pool = sidePool(database, {
      application_name: 'quire jobs',
      max: CONNECTIONS,
      query_timeout: STATEMENT_LIMIT,
      maxLifetimeSeconds: LIFETIME,
    });
  }

  /** Those to a server that is silent are left to the end of the process. */
  async close(): Promise<void> {
    await withTimeLimit(this.pool.end(), CLOSING_LIMIT, 'Closing').catch(() => undefined);
  }
}
