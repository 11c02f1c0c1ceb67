import { FarStore, NearStore } from '../../../src/platform/cache/answer-store.js';
import { LocalLedger } from '../../../src/platform/cache/local-ledger.js';
import { ResponseCache, type CacheOutcome } from '../../../src/platform/cache/response-cache.js';
import { SharedLedger, type SharedLedgerOptions } from '../../../src/platform/cache/shared-ledger.js';
import { showTags } from '../../../src/platform/cache/shown-tags.js';
import type { TagLedger } from '../../../src/platform/cache/tag-ledger.js';
import { loadConfig, type Config } from '../../../src/platform/config/index.js';
import { RedisConnection } from '../../../src/platform/redis/index.js';

/** What the instances of one application have in common besides Redis: the rows. */
export type Rows = Map<string, string>;

/** Milliseconds in which a healthy Redis answers, however busy the machine is. */
const PATIENCE = 10_000;

/** A configuration that names this Redis, or none. */
export function configWith(redisUrl?: string, commandTimeout = PATIENCE): Config {
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: 'postgres://localhost/none',
    JWT_SECRET: 'q3Vt8mZk1xYw7Lb5Rj2Nc9Hd4Fs6Gp0A',
  });
  return config.with({ redis: { url: redisUrl, commandTimeout } });
}

/** Connects to Redis as an application that boots does. */
export async function connectTo(url: string, commandTimeout?: number): Promise<RedisConnection> {
  const redis = new RedisConnection(configWith(url, commandTimeout));
  await redis.onModuleInit();
  return redis;
}

export interface InstanceOptions extends SharedLedgerOptions {
  /** Milliseconds until a silent Redis is given up. */
  commandTimeout?: number;
}

let writers = 0;

/** One instance of an application: its cache, and reads and writes of rows through it. */
export class Instance {
  readonly cache: ResponseCache;
  /** How often a handler ran. */
  runs = 0;

  constructor(
    readonly rows: Rows,
    readonly ledger: TagLedger,
    far?: FarStore,
    readonly redis?: RedisConnection,
  ) {
    this.cache = new ResponseCache(new NearStore(), far, ledger);
  }

  static alone(rows: Rows, writingLimit?: number): Instance {
    return new Instance(rows, new LocalLedger(writingLimit));
  }

  static async onRedis(rows: Rows, url: string, options?: InstanceOptions): Promise<Instance> {
    const redis = await connectTo(url, options?.commandTimeout);
    const { client } = redis;
    if (!client) throw new Error('The connection has no client');
    return new Instance(rows, new SharedLedger(redis, options), new FarStore(client), redis);
  }

  /** Reads a row through the cache; `meanwhile` runs between the handler's reading and its answer. */
  async read(name: string, meanwhile?: () => Promise<unknown>): Promise<{ value: string; outcome: CacheOutcome }> {
    const { answer, outcome } = await this.cache.answer(`/rows/${name}`, async () => {
      this.runs += 1;
      const value = this.rows.get(name) ?? '';
      await meanwhile?.();
      showTags([`row:${name}`]);
      return { body: Buffer.from(value), etag: `"${value}"` };
    });
    return { value: answer.body.toString(), outcome };
  }

  /** Writes a row as a transaction does; `uncommitted` runs between `begin` and COMMIT, `committed` between COMMIT and `end`. */
  async write(
    name: string,
    value: string,
    steps: { uncommitted?: () => Promise<unknown>; committed?: () => Promise<unknown> } = {},
  ): Promise<void> {
    const writer = `w${String((writers += 1))}`;
    await this.ledger.begin(writer, [`row:${name}`]);
    await steps.uncommitted?.();
    this.rows.set(name, value);
    await steps.committed?.();
    await this.ledger.end(writer, [`row:${name}`]);
  }

  /** Writes a row and dies after COMMIT. */
  async writeAndDie(name: string, value: string): Promise<void> {
    await this.ledger.begin('dead', [`row:${name}`]);
    this.rows.set(name, value);
  }

  close(): void {
    this.redis?.onApplicationShutdown();
  }
}
