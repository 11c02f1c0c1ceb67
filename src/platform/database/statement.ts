import type { Pool, QueryConfig } from 'pg';
import { breaksConnection, isLostConnection, isStaleStatement } from './failures.js';
import { afterLoss } from './pool.js';

/** SQL text that is written once and named: PostgreSQL parses and plans it once per connection. */
export interface Statement {
  /** Unique in the application, `<table>.<what>`, at most 63 characters. */
  name: string;
  text: string;
}

/** `posts` of the statement `posts.by-slug`. */
export function kindOf(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? name : name.slice(0, dot);
}

/**
 * Runs one statement on a connection of the pool and gives its rows. A SELECT whose connection is cut is run once more
 * on another one; nothing else is, because it may have been done.
 */
export async function runOnPool(pool: Pool, query: QueryConfig): Promise<unknown[]> {
  try {
    return await runOnce(pool, query);
  } catch (error) {
    if (isStaleStatement(error)) return runOnce(pool, unnamed(query));
    if (!isLostConnection(error) || !isSelect(query.text)) throw error;
    await afterLoss();
    return runOnce(pool, query);
  }
}

/**
 * `pool.query` would close the connection, with all its prepared statements, at every failure, be it a duplicate key:
 * here only a connection that is broken goes.
 */
async function runOnce(pool: Pool, query: QueryConfig): Promise<unknown[]> {
  const client = await pool.connect();
  let broken = false;
  const onError = (): void => {
    broken = true;
  };
  client.on('error', onError);
  try {
    return (await client.query<Record<string, unknown>>(query)).rows;
  } catch (error) {
    broken ||= breaksConnection(error);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** The same statement, to be parsed and planned for this time only. */
export function unnamed({ text, values, types }: QueryConfig): QueryConfig {
  return { text, values, types };
}

function isSelect(text: string): boolean {
  return /^\s*select\b/i.test(text);
}
