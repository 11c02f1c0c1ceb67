import KeyvRedis from '@keyv/redis';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { withDeadline, type RedisClient } from '../redis/index.js';
import { BoundedMap } from './bounded-map.js';
import { decodeAnswer, encodeAnswer, type StoredAnswer } from './stored-answer.js';

/** Milliseconds after which an answer is forgotten whatever the ledger says. */
const TTL = 60_000;

const MEBIBYTE = 1024 * 1024;
const NAMESPACE = 'quire:cache:answer';

/** Milliseconds that Redis may take to give an answer or to keep it. */
const PATIENCE = 100;

/** Where answers lie: cache-manager over a store in this process or in Redis. A store that fails has nothing. */
export abstract class AnswerStore {
  abstract get(id: string): Promise<StoredAnswer | undefined>;
  abstract set(id: string, answer: StoredAnswer): Promise<void>;
}

/** In this process: the answers used last, up to 5 000 and 64 MiB. */
export class LocalStore extends AnswerStore {
  private readonly entries = new BoundedMap<{ value: StoredAnswer }>(5_000, 64 * MEBIBYTE, ({ value }) =>
    weight(value),
  );
  private readonly cache = createCache({
    stores: [new Keyv({ store: this.entries, serialize: undefined, deserialize: undefined, useKeyPrefix: false })],
    ttl: TTL,
  });

  override get(id: string): Promise<StoredAnswer | undefined> {
    return this.cache.get<StoredAnswer>(id);
  }

  override async set(id: string, answer: StoredAnswer): Promise<void> {
    await this.cache.set(id, answer);
  }
}

/** Bytes, roughly: strings of the head count twice. */
function weight({ body, tags }: StoredAnswer): number {
  return body.length + 2 * tags.join().length + 512;
}

/** In the Redis that the instances share. */
export class SharedStore extends AnswerStore {
  private readonly cache;

  constructor(client: RedisClient) {
    super();
    const store = new KeyvRedis(client, { namespace: NAMESPACE, throwOnConnectError: false });
    const keyv = new Keyv({ store, namespace: NAMESPACE, useKeyPrefix: false, emitErrors: false });
    keyv.serialize = ({ value }) => encodeAnswer(value as StoredAnswer);
    keyv.deserialize = (text) => ({ value: decodeAnswer(text) as never });
    this.cache = createCache({ stores: [keyv], ttl: TTL });
  }

  override async get(id: string): Promise<StoredAnswer | undefined> {
    return withDeadline(this.cache.get<StoredAnswer>(id), PATIENCE).catch(() => undefined);
  }

  override async set(id: string, answer: StoredAnswer): Promise<void> {
    await withDeadline(this.cache.set(id, answer), PATIENCE).catch(() => undefined);
  }
}
