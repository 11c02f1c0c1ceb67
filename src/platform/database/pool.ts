import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type PoolClient } from 'pg';

/** Milliseconds. */
const CONNECT_TIMEOUT = 2000;
const RECOVERY = 20;

type ConnectCallback = (error: Error | undefined, client: PoolClient | undefined, done: () => void) => void;

declare module 'pg' {
  interface PoolConfig {
    /** Milliseconds that work waits until a connection is free. */
    patience?: number;
  }
}

/** pg knows one time limit for making a connection and for waiting until one is free; this pool tells them apart. */
export class BoundedPool extends Pool {
  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | undefined {
    const full = this.idleCount === 0 && this.totalCount >= this.options.max;
    this.options.connectionTimeoutMillis = full ? this.options.patience : CONNECT_TIMEOUT;
    if (!callback) return super.connect();
    super.connect(callback);
    return undefined;
  }
}

/** Connections are often cut together: resolves when the pool has noticed which of its idle ones are gone as well. */
export function afterLoss(): Promise<void> {
  return delay(RECOVERY);
}
