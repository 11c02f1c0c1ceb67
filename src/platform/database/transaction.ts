import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolClient, QueryConfig } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { isConnectionFailure } from './failures.js';

const UNDO_PART = 'ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part';

/** One open transaction: its connection, and what has been asked to happen around its COMMIT. */
export class Transaction {
  private readonly preparations = new Map<string, () => Promise<void>>();
  private readonly consequences: (() => Promise<void>)[] = [];
  private doom: { error: unknown } | undefined;
  private pending = 0;
  private ended = false;
  /** The last of the waiting statements: pg takes one at a time per connection. */
  private tail: Promise<unknown> = Promise.resolve();
  private readonly over = Promise.withResolvers<undefined>();
  private readonly giveBack: () => Promise<void>;

  constructor(
    readonly dataSource: DataSource,
    readonly runner: QueryRunner,
    private readonly client: PoolClient,
    /** False in a repeat, which must not meet a stale prepared statement again. */
    readonly prepares: boolean,
  ) {
    this.giveBack = runner.release.bind(runner);
    // When TypeORM closes the pool it takes connections back from their runners, again and again until all have come:
    // it waits for this one instead.
    Object.assign(runner, { release: () => this.over.promise });
  }

  /** @throws Error when the transaction is over: work was left un-awaited and has outlived it. */
  assertOpen(): void {
    if (this.ended) throw new Error('The transaction has ended; work begun in it was not awaited');
  }

  /** Runs one statement after those already waiting. */
  async run(query: QueryConfig): Promise<unknown[]> {
    this.assertOpen();
    this.pending += 1;
    try {
      const result = this.tail.then(() => this.client.query<Record<string, unknown>>(query));
      this.tail = result.catch(() => undefined);
      return (await result).rows;
    } finally {
      this.pending -= 1;
    }
  }

  /** Asks for work just before COMMIT; of several under one key the first counts. */
  beforeCommit(key: string, work: () => Promise<void>): void {
    this.assertOpen();
    if (!this.preparations.has(key)) this.preparations.set(key, work);
  }

  /** Asks for work after COMMIT. */
  afterCommit(work: () => Promise<void>): void {
    this.assertOpen();
    this.consequences.push(work);
  }

  /** What must run after COMMIT, in the order in which it was asked for. */
  get afterwards(): readonly (() => Promise<void>)[] {
    return this.consequences;
  }

  /** A part of the work has failed: whatever its caller makes of that, nothing will be committed. */
  condemn(error: unknown): void {
    this.doom ??= { error };
  }

  /** Runs work that may fail without condemning the rest: what it wrote is undone then. Parts nest; they never overlap. */
  async part<T>(work: () => Promise<T>): Promise<T> {
    const doomBefore = this.doom;
    await this.run({ text: 'SAVEPOINT part' });
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.undoPart(error, doomBefore);
      throw error;
    }
    await this.run({ text: 'RELEASE SAVEPOINT part' });
    return result;
  }

  private async undoPart(error: unknown, doomBefore: { error: unknown } | undefined): Promise<void> {
    try {
      await this.run({ text: UNDO_PART });
      this.doom = doomBefore;
    } catch {
      this.condemn(error);
    }
  }

  /** Runs what `beforeCommit` collected, and what that work adds itself. @throws what condemned the transaction. */
  async prepareCommit(): Promise<void> {
    if (this.doom) throw this.doom.error;
    for (const work of this.preparations.values()) await work();
  }

  /**
   * @throws what condemned the transaction; Error when a statement was not awaited, or when PostgreSQL rolls back
   * because the failure of a statement was ignored; the driver's error when the outcome is unknown.
   */
  async commit(): Promise<void> {
    if (this.doom) throw this.doom.error;
    if (this.pending > 0) throw new Error('A statement of the transaction was not awaited');
    this.close();
    const { command } = await this.client.query('COMMIT');
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back: the failure of a statement was ignored');
  }

  /** Undoes everything. A connection that cannot even do that is closed, which has the same effect. */
  async rollback(reason: unknown): Promise<void> {
    this.close();
    try {
      await this.tail;
      if (isConnectionFailure(reason)) throw reason;
      await this.client.query('ROLLBACK');
    } catch {
      endClient(this.client);
    }
  }

  /** Gives the connection back. */
  async release(): Promise<void> {
    Object.assign(this.runner, { isReleased: false });
    try {
      await this.giveBack();
    } finally {
      this.over.resolve(undefined);
    }
  }

  /** From here on neither `run` nor an entity manager that somebody kept can slip a statement behind the COMMIT. */
  private close(): void {
    this.ended = true;
    Object.assign(this.runner, { isReleased: true });
  }
}

/** Closes a connection without waiting for a server that may be silent. */
export function endClient(client: PoolClient): void {
  client.end().catch(() => undefined);
}

/** The transaction that the present work belongs to. */
export const ambient = new AsyncLocalStorage<Transaction>();
