import { join } from 'node:path';
import type { Random } from '../../bench/random.js';
import { fetchData, type Call } from '../load/http.js';
import type { Kind, LoadProps } from '../load/open-loop.js';
import { Writer } from '../load/writer.js';
import { ADMIN, type Instance } from './instance.js';
import { reconcile, sumOf } from './reconcile.js';

/** Posts that there are from the beginning. */
const POSTS = 20;

interface Pair {
  accessToken: string;
  refreshToken: string;
}

interface MixedLoad {
  /** Calls per second. */
  rate: number;
  random: Random;
  url?: () => string;
}

/** Instances with posts to read and somebody who may write. */
export class Scene {
  private writers = 0;

  private constructor(
    private readonly records: string,
    readonly databaseUrl: string,
    readonly instances: readonly Instance[],
    readonly token: string,
    readonly posts: readonly string[],
  ) {}

  /**
   * @param records where ledgers are written
   * @throws Error when the first instance does not do what it is asked.
   */
  static async set(records: string, databaseUrl: string, instances: readonly Instance[]): Promise<Scene> {
    const { url } = firstOf(instances);
    const { accessToken: token } = await signIn(url);
    const posts: string[] = [];
    for (let number = 1; number <= POSTS; number += 1) {
      const body = { title: `Post ${number}`, content: `The words of post ${number}`, status: 'published' };
      const { id } = await fetchData<{ id: string }>(url, { method: 'POST', path: '/api/v1/posts', token, body });
      posts.push(id);
    }
    return new Scene(records, databaseUrl, instances, token, posts);
  }

  /** The only or the first instance. */
  get first(): Instance {
    return firstOf(this.instances);
  }

  /** Turns from instance to instance, those too that are down. */
  inTurn(): () => string {
    let turn = 0;
    return () => this.instances[(turn += 1) % this.instances.length]?.url ?? '';
  }

  /** Reads of several ways: by anybody, who may be answered from the cache, and by the author, who is not. */
  reads(random: Random, weight: number): Kind[] {
    const get = (path: string, token?: string): Call => ({ method: 'GET', path: `/api/v1${path}`, token });
    const post = (): string => `/posts/${this.posts[random.below(this.posts.length)] ?? ''}`;
    return [
      { kind: 'read', weight: weight * 0.4, make: () => get(post()) },
      { kind: 'read', weight: weight * 0.2, make: () => get('/posts') },
      { kind: 'read', weight: weight * 0.2, make: () => get(post(), this.token) },
      { kind: 'read', weight: weight * 0.2, make: () => get('/users/me', this.token) },
    ];
  }

  /** Mostly reads, every fourth call a write; to the first instance unless told otherwise. */
  mixedLoad(writer: Writer, { rate, random, url = () => this.first.url }: MixedLoad): LoadProps {
    return { rate, random, url, kinds: [...this.reads(random, 3), writer.kind(1)] };
  }

  /** A writer with a ledger of its own. */
  writer(name: string): Writer {
    const prefix = `${name}-${(this.writers += 1)}`;
    return new Writer(this.token, prefix, join(this.records, `${prefix}.ledger`));
  }

  /** Repeats what is unknown, and counts in how many ways the database differs from what the writer was told. */
  async differences(writer: Writer, url = this.first.url): Promise<number> {
    await writer.settle(url);
    await writer.ledger.close();
    return sumOf(await reconcile(this.databaseUrl, writer.prefix, writer.ledger));
  }

  /** How many processes have ended without having been told to. */
  get crashes(): number {
    return this.instances.reduce((sum, { crashes }) => sum + crashes, 0);
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.end('SIGKILL')));
  }
}

/** A new session of the admin. */
export function signIn(url: string): Promise<Pair> {
  return fetchData<Pair>(url, { method: 'POST', path: '/api/v1/auth/login', body: ADMIN });
}

function firstOf(instances: readonly Instance[]): Instance {
  const [first] = instances;
  if (!first) throw new Error('There are no instances');
  return first;
}
