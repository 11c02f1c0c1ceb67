import { createHash } from 'node:crypto';

/** A Lua script that Redis keeps by its digest. */
export interface RedisScript {
  readonly text: string;
  readonly digest: string;
}

/**
 * Declares a script. The `#!lua` line (Redis 7, Valkey 7.2) makes a server that may not write (a replica, one that is
 * out of memory) refuse the whole script up front, so that readers learn of it as well as writers.
 */
export function redisScript(body: string): RedisScript {
  const text = `#!lua\n${body}`;
  return { text, digest: createHash('sha1').update(text).digest('hex') };
}
