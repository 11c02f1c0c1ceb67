import { createClient, type RedisClientType } from '@redis/client';

export type RedisClient = RedisClientType;

/** Milliseconds that an attempt to connect may take, and after which a connection on which nothing moves is cut. */
const CONNECT_TIMEOUT = 1_000;
const SOCKET_TIMEOUT = 2_500;

/** Makes a client that connects again by itself for as long as it is open, and refuses commands meanwhile. */
export function openClient(url: string): RedisClient {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: CONNECT_TIMEOUT, socketTimeout: SOCKET_TIMEOUT, reconnectStrategy: reconnectDelay },
  });
}

/** Milliseconds: doubling from 50 to 400, with up to a quarter more so that instances don't come back in step. */
function reconnectDelay(attempts: number): number {
  return Math.min(50 * 2 ** Math.min(attempts, 3), 400) * (1 + Math.random() / 4);
}
