import { createRequire } from 'node:module';
import type * as KeyvOfRedis from '@keyv/redis';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { withDeadline, type RedisClient } from '../redis/index.js';
import { BoundedMap } from './bounded-map.js';
import { decodeAnswer, encodeAnswer, type StoredAnswer } from './stored-answer.js';

const require = createRequire(import.meta.url);

/** Milliseconds after which an answer is forgotten whatever the ledger says. */
export const TTL = 60_000;

const MEBIBYTE = 1024 * 1024;
const NAMESPACE = 'quire:cache:answer';

/** Milliseconds that Redis may take to give an answer or to keep it. */
const PATIENCE = 100;

/** Answers in this process: those used last, up to 5 000 and 64 MiB. */
export class NearStore {
  private readonly entries = new BoundedMap<StoredAnswer>(5_000, 64 * MEBIBYTE, weight);

  get(id: string): StoredAnswer | undefined {
    const answer = this.entries.get(id);
    if (!answer || answer.expiresAt > Date.now()) return answer;
    this.entries.delete(id);
    return undefined;
  }

  /** Keeps one for `TTL` at most, whatever the clock of the instance says that has made it. */
  set(id: string, answer: StoredAnswer): void {
    this.entries.set(id, { ...answer, expiresAt: Math.min(answer.expiresAt, Date.now() + TTL) });
  }
}

/** Bytes, roughly: strings of the head count twice, and the body in other codings about as much as the body. */
function weight({ body, tags }: StoredAnswer): number {
  return 2 * body.length + 2 * tags.join().length + 512;
}

/** Answers in the Redis that the instances share, by cache-manager. One that fails has nothing. */
export class FarStore {
  private readonly cache;

  constructor(client: RedisClient) {
    const { default: KeyvRedis } = require('@keyv/redis') as typeof KeyvOfRedis;
    const store = new KeyvRedis(client, { namespace: NAMESPACE, throwOnConnectError: false });
    const keyv = new Keyv({ store, namespace: NAMESPACE, useKeyPrefix: false, emitErrors: false });
    keyv.serialize = ({ value }) => encodeAnswer(value as StoredAnswer);
    keyv.deserialize = (text) => ({ value: decodeAnswer(text) as never });
    this.cache = createCache({ stores: [keyv], ttl: TTL });
  }

  async get(id: string): Promise<StoredAnswer | undefined> {
    return withDeadline(this.cache.get<StoredAnswer>(id), PATIENCE).catch(() => undefined);
  }

  async set(id: string, answer: StoredAnswer): Promise<void> {
    await withDeadline(this.cache.set(id, answer), PATIENCE).catch(() => undefined);
  }
}
