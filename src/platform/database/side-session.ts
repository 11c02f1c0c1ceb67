import { Client, type ClientConfig } from 'pg';

/** Milliseconds; the process may be busy with what is being loaded. */
const CONNECT_TIMEOUT = 10_000;

/**
 * A session beside a bulk load, for work that the database is to do at the same time. It can only read, and sees nothing of
 * what the load has written.
 */
export class SideSession {
  private readonly client: Client;
  private opened: Promise<boolean> | undefined;

  constructor(config: ClientConfig) {
    this.client = new Client({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT, keepAlive: true });
    // The next query tells that the connection was lost.
    this.client.on('error', () => undefined);
  }

  /** Connects unless it has been tried before, and tells whether it could: the server may have no connection to spare. */
  open(): Promise<boolean> {
    return (this.opened ??= this.connect());
  }

  /** Runs one query of the open session, after the one before is done. @throws what the driver throws. */
  async query<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return (await this.client.query<Row>(text, values)).rows;
  }

  /** Closes the connection, and with it a query that is still running, without waiting for a server that may be silent. */
  end(): void {
    if (this.opened) this.client.end().catch(() => undefined);
  }

  private async connect(): Promise<boolean> {
    try {
      await this.client.connect();
      await this.client.query('BEGIN READ ONLY');
      return true;
    } catch {
      return false;
    }
  }
}
