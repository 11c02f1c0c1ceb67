import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../../bench/random.js';
import { OpenLoop } from '../load/open-loop.js';
import { Instance } from './instance.js';
import { Postgres } from './postgres.js';
import type { Processors } from './processors.js';
import { Redis } from './redis.js';
import { Scene } from './scene.js';

export interface SceneProps {
  /** How many instances there are; they share database and Redis. */
  instances?: number;
  /** Added to the environment of every instance. */
  variables?: Record<string, string>;
}

/** The servers that all targets share, and what they write. Each target has a database and instances of its own. */
export class Stage {
  /** Ledgers and logs, kept where something failed. */
  readonly records: string;
  private readonly instances = new Set<Instance>();
  private databases = 0;

  private constructor(
    private readonly folder: string,
    readonly seed: number,
    readonly postgres: Postgres,
    readonly redis: Redis,
    private readonly processors: Processors | undefined,
  ) {
    this.records = join(folder, 'records');
  }

  /**
   * @param folder an empty one
   * @param seed decides what is decided by chance
   * @param processors whose the processors are; anybody's when it is not told
   */
  static async open(folder: string, seed: number, processors?: Processors): Promise<Stage> {
    const redis = await Redis.create();
    const stage = new Stage(folder, seed, await Postgres.create(folder), redis, processors);
    await mkdir(stage.records);
    return stage;
  }

  /** Numbers by chance that are the same whenever the seed is, whatever was asked for before. */
  random(purpose: string): Random {
    let state = this.seed;
    for (const letter of purpose) state = Math.imul(state, 31) + (letter.codePointAt(0) ?? 0);
    return new Random(state);
  }

  /** The URL of a new and empty database. */
  createDatabase(): Promise<string> {
    return this.postgres.createDatabase(`faults_${(this.databases += 1)}`);
  }

  /** An instance that does not run yet. */
  async instance(databaseUrl: string, variables: Record<string, string> = {}): Promise<Instance> {
    const all = { DATABASE_URL: databaseUrl, REDIS_URL: this.redis.url, ...variables };
    const name = `instance-${this.instances.size + 1}`;
    const instance = await Instance.create(this.records, name, all, this.processors);
    this.instances.add(instance);
    return instance;
  }

  /** Instances that are ready, on a new database with some posts in it. */
  async scene({ instances = 1, variables }: SceneProps = {}): Promise<Scene> {
    const databaseUrl = await this.createDatabase();
    const made = await Promise.all(Array.from({ length: instances }, () => this.instance(databaseUrl, variables)));
    for (const instance of made) await instance.start();
    return Scene.set(this.records, databaseUrl, made);
  }

  /** Makes all as it was before a target, however that came out. */
  async reset(): Promise<void> {
    OpenLoop.endAll();
    await Promise.all([...this.instances].map((instance) => instance.end('SIGKILL')));
    this.redis.thaw();
    await Promise.all([this.postgres.start(), this.redis.start()]);
  }

  /** Ends everything and deletes the data. */
  async close(): Promise<void> {
    OpenLoop.endAll();
    await Promise.all([...this.instances].map((instance) => instance.end('SIGKILL')));
    await this.redis.kill();
    await this.postgres.discard();
  }

  /** Deletes the ledgers and the logs too. */
  async forget(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Lets nothing outlive a process that is ended in a hurry. */
  abandon(): void {
    for (const instance of this.instances) instance.abandon();
    this.redis.abandon();
    this.postgres.abandon();
  }
}
