import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type PoolClient, type PoolConfig } from 'pg';

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

/** Hears how many seconds a caller has waited for a connection, with success or without. */
export type WaitObserver = (seconds: number) => void;

/** pg knows one time limit for making a connection and for waiting until one is free; this pool tells them apart. */
export class BoundedPool extends Pool {
  /** Called for those who had to wait, because all connections were in use. */
  onWait: WaitObserver = () => undefined;

  constructor(options?: PoolConfig) {
    super(options);
    // One that is cut as soon as it is made has nobody who listens to it yet: an error that nobody hears ends the process.
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | undefined {
    const full = this.idleCount === 0 && this.totalCount >= this.options.max;
    this.options.connectionTimeoutMillis = full ? this.options.patience : CONNECT_TIMEOUT;
    if (!callback) return full ? this.timed(super.connect()) : super.connect();
    super.connect(full ? this.timedCallback(callback) : callback);
    return undefined;
  }

  private async timed(connecting: Promise<PoolClient>): Promise<PoolClient> {
    const start = performance.now();
    try {
      return await connecting;
    } finally {
      this.onWait((performance.now() - start) / 1000);
    }
  }

  private timedCallback(callback: ConnectCallback): ConnectCallback {
    const start = performance.now();
    return (...result) => {
      this.onWait((performance.now() - start) / 1000);
      callback(...result);
    };
  }
}

/** Connections are often cut together: resolves when the pool has noticed which of its idle ones are gone as well. */
export function afterLoss(): Promise<void> {
  return delay(RECOVERY);
}
