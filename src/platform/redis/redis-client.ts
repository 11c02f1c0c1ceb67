import { createRequire } from 'node:module';
import type * as Redis from '@redis/client';

export type RedisClient = Redis.RedisClientType;

const require = createRequire(import.meta.url);

/** Milliseconds without a byte, heartbeats included, after which a connection is cut. */
const SILENCE = 2_500;

/**
 * Makes a client that connects again by itself for as long as it is open, and refuses commands meanwhile.
 *
 * @param connectTimeout milliseconds that an attempt to connect may take.
 */
export function openClient(url: string, connectTimeout: number): RedisClient {
  const socketTimeout = Math.max(SILENCE, connectTimeout);
  return load().createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout, socketTimeout, reconnectStrategy: reconnectDelay },
  });
}

/** Milliseconds: doubling from 50 to 400, with up to a quarter more so that instances don't come back in step. */
function reconnectDelay(attempts: number): number {
  return Math.min(50 * 2 ** Math.min(attempts, 3), 400) * (1 + Math.random() / 4);
}

/** Whether the server has answered, with a refusal. */
export function isRefusal(error: unknown): error is Redis.ErrorReply {
  return error instanceof load().ErrorReply;
}

/** Loads on first use: a process that has no Redis does without the library and its 420 modules. */
function load(): typeof Redis {
  return require('@redis/client') as typeof Redis;
}
