import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { isConnectionFailure, isLostConnection } from './failures.js';
import { afterLoss } from './pool.js';
import { endClient, Transaction } from './transaction.js';

/** Opens a transaction; a connection that turns out to be cut is replaced once, since nothing has been done on it. */
export async function beginTransaction(dataSource: DataSource, prepares: boolean): Promise<Transaction> {
  try {
    return await begin(dataSource, prepares);
  } catch (error) {
    if (!isLostConnection(error)) throw error;
    await afterLoss();
    return begin(dataSource, prepares);
  }
}

async function begin(dataSource: DataSource, prepares: boolean): Promise<Transaction> {
  const runner = dataSource.createQueryRunner();
  const client = (await runner.connect()) as PoolClient;
  try {
    await runner.startTransaction();
    return new Transaction(dataSource, runner, client, prepares);
  } catch (error) {
    if (isConnectionFailure(error)) endClient(client);
    await runner.release();
    throw error;
  }
}
