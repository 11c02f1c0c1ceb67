import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { ClientConfig, PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { SideSession } from './side-session.js';
import { endClient, Transaction } from './transaction.js';

/** Makes the bytes of a COPY. */
export type RowsOfCopy = (beside: SideSession) => AsyncIterable<Uint8Array>;

/** A transaction on a connection of its own, which is closed with it. */
export class BulkTransaction extends Transaction {
  private constructor(
    requests: DataSource,
    private readonly own: DataSource,
    private readonly connection: PoolClient,
    runner: ReturnType<DataSource['createQueryRunner']>,
  ) {
    super(requests, runner, connection, false);
  }

  /** @param requests the data source of the requests, whose settings it takes over except for their time limits. */
  static async begin(requests: DataSource): Promise<BulkTransaction> {
    const own = await bulkDataSource(requests).initialize();
    const runner = own.createQueryRunner();
    try {
      const connection = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      return new BulkTransaction(requests, own, connection, runner);
    } catch (error) {
      // Without the connection back the pool would wait for it for ever.
      await runner.release();
      await own.destroy();
      throw error;
    }
  }

  /**
   * Sends rows to `COPY … FROM STDIN` as fast as the server takes them.
   *
   * @param rows makes them, with the help of a second session where that is worth it, which ends with the COPY.
   * @throws what the rows or the server throw.
   */
  async copyIn(text: string, rows: RowsOfCopy): Promise<void> {
    this.assertOpen();
    const { url, ssl } = this.dataSource.options as { url?: string; ssl?: ClientConfig['ssl'] };
    const beside = new SideSession({ connectionString: url, ssl, application_name: 'quire bulk helpers' });
    try {
      await pipeline(rows(beside), this.connection.query(copyFrom(text)));
    } finally {
      beside.end();
    }
  }

  override async release(): Promise<void> {
    await super.release();
    await this.own.destroy();
  }
}

/** The text that `COPY … TO STDOUT` gives, on a connection of its own that ends with the stream, and with it the query. */
export async function copyOut(requests: DataSource, text: string): Promise<Readable> {
  const own = await bulkDataSource(requests).initialize();
  const client = (await own.createQueryRunner().connect()) as PoolClient;
  const stream = client.query(copyTo(text)).once('close', () => {
    endClient(client);
    own.destroy().catch(() => undefined);
  });
  // V8 collects strings as they come; buffers, outside of its heap, it lets pile up to 64 MB and more (ADR 0046).
  return stream.setEncoding('utf8');
}

/** One connection, without the time limits of work that a client waits for. */
function bulkDataSource({ options }: DataSource): DataSource {
  const own = { applicationName: 'quire bulk loads', poolSize: 1, extra: { keepAlive: true } };
  return new DataSource({ ...options, ...own } as DataSourceOptions);
}
