import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolClient, QueryConfig } from 'pg';
import type { WalPosition } from './wal-position.js';

const ambient = new AsyncLocalStorage<ReplicaSession>();

/** One connection to a replica, for work that only reads. Everything in it that was committed by `replayed` is seen. */
export class ReplicaSession {
  private failure: { error: unknown } | undefined;
  private isOver = false;
  /** The last of the waiting statements: pg takes one at a time per connection. */
  private tail: Promise<unknown> = Promise.resolve();

  /** @param giveBack takes the connection, with the first failure of a statement. */
  constructor(
    private readonly client: PoolClient,
    readonly replayed: WalPosition,
    private readonly giveBack: (client: PoolClient, failure?: { error: unknown }) => void,
  ) {}

  /** The session that the present work belongs to. Work that has outlived its session belongs to none. */
  static get current(): ReplicaSession | undefined {
    const session = ambient.getStore();
    return session?.isOver ? undefined : session;
  }

  /** Runs work whose statements all go to this connection, except for transactions. */
  use<T>(work: () => Promise<T>): Promise<T> {
    return ambient.run(this, work);
  }

  /** Runs one statement after those already waiting. @throws the driver's error. */
  async run(query: QueryConfig): Promise<unknown[]> {
    const result = this.tail.then(() => this.client.query<Record<string, unknown>>(query));
    this.tail = result.catch((error: unknown) => {
      this.failure ??= { error };
    });
    return (await result).rows;
  }

  /** Gives the connection back once its last statement has ended. Never fails. */
  async end(): Promise<void> {
    this.isOver = true;
    await this.tail;
    this.giveBack(this.client, this.failure);
  }
}
