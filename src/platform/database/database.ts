import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { QueryConfig } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { currentContext } from '../context/index.js';
import { isConflict, isStaleStatement, translateDatabaseError } from './failures.js';
import { Lanes } from './lanes.js';
import type { BoundedPool, WaitObserver } from './pool.js';
import { ReplicaSession } from './replica-session.js';
import { ROW_TYPES } from './row-types.js';
import { kindOf, runOnPool, unnamed, type Statement } from './statement.js';
import { beginTransaction } from './begin-transaction.js';
import { BulkTransaction, copyOut, type RowsOfCopy } from './bulk-transaction.js';
import { ambient, type Transaction } from './transaction.js';

/** How often a transaction is repeated after a deadlock or a serialization failure. */
const REPEATS = 3;

/** Hears of each statement that `Database` has run: its name (or `text`) and the seconds it took, waiting included. */
export type StatementObserver = (name: string, seconds: number) => void;

/**
 * The way to PostgreSQL. What runs inside `transaction` joins it without being handed anything. Every failure of the
 * database comes out as a problem (or as a defect of ours, which stays anonymous); `violatedConstraint` still
 * recognises violations in it.
 */
@Injectable()
export class Database {
  private readonly logger = new Logger('Database');
  private readonly lanes: Lanes;
  private readonly observers = new Set<StatementObserver>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    const { max, patience = 0 } = this.pool.options;
    this.lanes = new Lanes(max, patience);
  }

  /** The entity manager of the open transaction, else that of the data source. */
  get manager(): EntityManager {
    return this.current()?.runner.manager ?? this.dataSource.manager;
  }

  /** Connections that there may be, that exist, that idle, and pieces of work that wait for one. */
  get usage(): { max: number; total: number; idle: number; waiting: number } {
    const { options, totalCount: total, idleCount: idle, waitingCount } = this.pool;
    return { max: options.max, total, idle, waiting: waitingCount + this.lanes.waiting };
  }

  observe(observer: StatementObserver): void {
    this.observers.add(observer);
  }

  /** Has an observer hear of each wait for a connection: of callers that find none free. */
  observeWaits(observer: WaitObserver): void {
    this.lanes.onWait = this.pool.onWait = observer;
  }

  /**
   * Runs a prepared statement and gives its rows.
   *
   * @throws Problem for what the database refuses or cannot do.
   */
  async query<Row>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    return (await this.run({ name: statement.name, text: statement.text, values, types: ROW_TYPES })) as Row[];
  }

  /** Like `query`, for texts that vary and therefore are not worth preparing. */
  async queryText<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.run({ text, values, types: ROW_TYPES })) as Row[];
  }

  /**
   * Runs work in one transaction (READ COMMITTED), joining an open one. When a joined part fails, nothing of the whole
   * is committed, even if its caller catches the failure. The outermost is repeated up to three times after a deadlock
   * or serialization failure: the work must not have effects outside the database except through `afterCommit`.
   *
   * @throws Problem for what the database refuses or cannot do; when the answer to COMMIT is lost, `SERVICE_UNAVAILABLE`.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    const open = this.current();
    if (open) return this.join(open, work);
    const { result, transaction } = await this.lanes.run(`transactions of ${area()}`, () => this.commitWork(work));
    for (const follow of transaction.afterwards) await ambient.exit(() => this.follow(follow));
    return result;
  }

  /**
   * Runs work in one transaction on a connection of its own, which has no time limits and takes none from the requests.
   * It is not repeated. Some can run at a time; the next one waits for a second.
   *
   * @throws Error inside a transaction; otherwise like `transaction`.
   */
  async bulkTransaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.current()) throw new Error('A bulk transaction cannot join another one');
    const begin = (): Promise<Transaction> => BulkTransaction.begin(this.dataSource);
    const load = this.lanes.run('bulk loads', () => this.attempt(work, begin));
    const { result, transaction } = await load.catch(rethrow);
    for (const follow of transaction.afterwards) await ambient.exit(() => this.follow(follow));
    return result;
  }

  /**
   * Sends what `rows` makes to `COPY … FROM STDIN`; a second session that only reads may help it.
   *
   * @throws Error outside a bulk transaction; otherwise what the rows throw, or Problem for what the database refuses.
   */
  async copyIn(text: string, rows: RowsOfCopy): Promise<void> {
    const transaction = this.required();
    if (!(transaction instanceof BulkTransaction)) throw new Error('COPY needs a bulk transaction');
    await transaction.copyIn(text, rows);
  }

  /**
   * The text of `COPY … TO STDOUT`, on a connection of its own and without time limits; destroying it ends the query.
   * As many can be read at a time as there can be bulk transactions.
   */
  async copyOut(text: string): Promise<Readable> {
    const { promise: opened, resolve } = Promise.withResolvers<Readable>();
    const lane = this.lanes.run('bulk reads', async () => {
      const copied = await copyOut(this.dataSource, text);
      resolve(copied);
      await new Promise((closed) => copied.once('close', closed));
    });
    return Promise.race([opened, lane.then(() => opened)]).catch(rethrow);
  }

  /**
   * Runs work inside the open transaction just before its COMMIT, once per key (the first counts).
   *
   * @throws Error outside a transaction.
   */
  beforeCommit(key: string, work: () => Promise<void>): void {
    this.required().beforeCommit(key, work);
  }

  /**
   * Runs work once the open transaction is committed, before `transaction` resolves; dropped on rollback. Its failure
   * is logged and harms nobody.
   *
   * @throws Error outside a transaction.
   */
  afterCommit(work: () => Promise<void>): void {
    this.required().afterCommit(work);
  }

  private get pool(): BoundedPool {
    return (this.dataSource.driver as unknown as { master: BoundedPool }).master;
  }

  /** The open transaction of this database (another application in the same process has its own). */
  private current(): Transaction | undefined {
    const transaction = ambient.getStore();
    if (transaction?.dataSource !== this.dataSource) return undefined;
    transaction.assertOpen();
    return transaction;
  }

  private required(): Transaction {
    const transaction = this.current();
    if (!transaction) throw new Error('There is no open transaction');
    return transaction;
  }

  private async run(query: QueryConfig): Promise<unknown[]> {
    const transaction = this.current();
    const name = query.name ?? 'text';
    const start = performance.now();
    try {
      if (!transaction) return await this.runAlone(name, query);
      return await transaction.run(transaction.prepares ? query : unnamed(query));
    } catch (error) {
      throw translateDatabaseError(error);
    } finally {
      for (const observe of this.observers) observe(name, (performance.now() - start) / 1000);
    }
  }

  private runAlone(name: string, query: QueryConfig): Promise<unknown[]> {
    const replica = ReplicaSession.current;
    return replica ? replica.run(query) : this.lanes.run(kindOf(name), () => runOnPool(this.pool, query));
  }

  private async join<T>(open: Transaction, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      open.condemn(error);
      throw error;
    }
  }

  private async commitWork<T>(work: () => Promise<T>): Promise<Committed<T>> {
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await this.attempt(work, () => beginTransaction(this.dataSource, repeats === 0));
      } catch (error) {
        const worthRepeating = isConflict(error) || isStaleStatement(error);
        if (!worthRepeating || repeats === REPEATS) throw translateDatabaseError(error);
        await delay(Math.random() * 25 * 2 ** repeats);
      }
    }
  }

  private async attempt<T>(work: () => Promise<T>, begin: () => Promise<Transaction>): Promise<Committed<T>> {
    const transaction = await begin();
    try {
      const result = await ambient.run(transaction, async () => {
        const value = await work();
        await transaction.prepareCommit();
        return value;
      });
      await transaction.commit();
      return { result, transaction };
    } catch (error) {
      await transaction.rollback(error);
      throw error;
    } finally {
      await transaction.release();
    }
  }

  private async follow(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error('Work after a commit failed', error instanceof Error ? error.stack : String(error));
    }
  }
}

interface Committed<T> {
  result: T;
  transaction: Transaction;
}

/** `posts` of a request for `/api/v1/posts/…`, to keep the transactions of one area from starving all others. */
function area(): string {
  return currentContext()?.path.split('/', 4)[3] ?? 'the application itself';
}

function rethrow(error: unknown): never {
  throw translateDatabaseError(error);
}
