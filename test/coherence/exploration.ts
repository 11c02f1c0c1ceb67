import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../bench/random.js';
import { callUntilServed } from './call.js';
import { changesOf, type Change } from './changes.js';
import { Client } from './client.js';
import type { Operation } from './history.js';
import type { Instance } from './instance.js';
import { Logbook } from './logbook.js';
import { publish, stage, stateOf, THE_AUTHOR, type Scene, type ShownPost } from './scene.js';
import { viewsOf, type View } from './views.js';

/** Clients that work at the same time. */
const CLIENTS = 8;
const POSTS = 4;

export interface Work {
  /** Done once, while the clients work on, after a third of the operations has begun. */
  strike?: () => unknown;
  /** Whether clients also write; true unless said otherwise. */
  writing?: boolean;
}

/** Clients that read and write a few hot posts at random, on all instances that run, and write down what they saw. */
export class Exploration {
  readonly logbook = new Logbook();
  private readonly clients: readonly Client[];
  private readonly views: readonly View[];
  private readonly changes: readonly Change[];

  private constructor(
    private readonly instances: readonly Instance[],
    private readonly scene: Scene,
    seed: number,
  ) {
    this.views = viewsOf(scene);
    this.changes = changesOf(scene);
    const randoms = Array.from({ length: CLIENTS }, (_, number) => new Random(seed * CLIENTS + number));
    this.clients = randoms.map((random) => new Client(random, scene, this.logbook));
  }

  /** Begins, on posts of its own. @param seed decides what each client does, one thing after another */
  static async on(instances: readonly Instance[], seed: number): Promise<Exploration> {
    const scene = await stage(instances[0]?.url ?? '', `${seed}-${Date.now().toString(36)}`, POSTS);
    const exploration = new Exploration(instances, scene, seed);
    await exploration.settle();
    return exploration;
  }

  /** Lets the clients do so many operations, together. */
  async run(operations: number, { strike, writing = true }: Work = {}): Promise<void> {
    let begun = 0;
    let struck: unknown;
    const step = (client: Client): Promise<unknown> => {
      const instance = client.pick(this.running);
      if (writing && client.chance(15)) return client.write(instance, client.pick(this.changes));
      if (client.chance(5)) return client.readAsAuthor(instance, client.pick(this.scene.posts));
      return client.read(instance, client.pick(this.views));
    };
    const work = async (client: Client): Promise<void> => {
      while (begun < operations) {
        begun += 1;
        if (begun === Math.ceil(operations / 3)) struck = strike?.();
        await step(client);
      }
    };
    await Promise.all(this.clients.map(work));
    await struck;
  }

  /** Reads everything once more, on every instance, and waits until each of them answers from the cache again. */
  async finish(): Promise<void> {
    await this.settle();
    const { id } = await publish(this.someInstance.url, this.scene.token, { title: 'The last one' });
    const last = { path: `/posts/${id}`, hides: false, read: () => ({ readings: [], counts: [] }) };
    for (const instance of this.running) {
      for (const view of this.views) await this.someClient.read(instance, view);
      while ((await this.someClient.read(instance, last)) !== 'quire; hit') await delay(50);
    }
  }

  /**
   * Asks for each thing as its author, who is never answered from the cache: what a killed instance left without an
   * acknowledgement is acknowledged by that. Nobody writes meanwhile.
   */
  async settle(): Promise<void> {
    const { url, name: instance } = this.someInstance;
    const { token, posts } = this.scene;
    const { writes } = this.logbook.history;
    for (const { thing, id } of posts) {
      const path = `/posts/${id}`;
      const { body, end } = await callUntilServed<{ data: ShownPost }>(url, 'GET', path, { token });
      const { version } = body.data;
      writes.push({ ...settled(instance, path, end), thing, version, state: stateOf(body.data, this.scene) });
    }
    const { body, end } = await callUntilServed<{ data: { version: number; name: string } }>(url, 'GET', '/users/me', {
      token,
    });
    const { version, name } = body.data;
    writes.push({ ...settled(instance, '/users/me', end), thing: THE_AUTHOR, version, state: { name } });
  }

  private get running(): Instance[] {
    return this.instances.filter(({ running }) => running);
  }

  private get someInstance(): Instance {
    return this.someClient.pick(this.running);
  }

  private get someClient(): Client {
    const [client] = this.clients;
    if (!client) throw new Error('There are no clients');
    return client;
  }
}

/** What its author is shown at some time may have been written at any time before. */
function settled(instance: string, path: string, end: number): Omit<Operation, 'thing'> {
  return { instance, call: `the author's GET ${path}`, start: 0, end };
}
