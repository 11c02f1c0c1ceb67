import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ended, Instance } from './instance.js';

/** Milliseconds between two questions to an instance whether it is ready, as operators are told to set it. */
const POLL = 1000;

/** Milliseconds between two looks whether it is among those that are ready. */
const PAUSE = 50;

/** What the proxy does with one request. */
export type Treatment = 'pass' | 'lose the answer';

/**
 * A proxy in front of instances: sends requests to those that are ready, in turn, and never repeats one. It can lose
 * answers on their way back, after the instance has done its work.
 */
export class Balancer {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  private readonly polling = new AbortController();
  private ready: readonly Instance[];
  private turn = 0;

  private constructor(
    instances: readonly Instance[],
    private readonly server: Server,
    private readonly treat: () => Treatment,
  ) {
    this.ready = instances;
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.forward(incoming, outgoing);
    });
    for (const instance of instances) void this.follow(instance);
  }

  static async open(instances: readonly Instance[], treat: () => Treatment = () => 'pass'): Promise<Balancer> {
    const server = createServer({ keepAliveTimeout: 60_000 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Balancer(instances, server, treat);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Tells an instance to end, starts it again, and waits until requests are sent to it. Gives how it ended. */
  async replace(instance: Instance): Promise<Ended> {
    const ended = await instance.end('SIGTERM');
    await instance.start();
    while (!this.ready.includes(instance)) await delay(PAUSE);
    return ended;
  }

  close(): void {
    this.polling.abort();
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const instance = this.ready[(this.turn += 1) % this.ready.length];
    if (!instance) {
      outgoing.writeHead(502).end();
      return;
    }
    const { method, headers } = incoming;
    const onward = request(instance.url + (incoming.url ?? '/'), { method, headers, agent: this.agent });
    const treatment = this.treat();
    onward.once('response', (answer) => {
      answer.on('error', () => outgoing.destroy());
      if (treatment === 'lose the answer') {
        answer.resume().once('end', () => incoming.socket.destroy());
        return;
      }
      // The connection behind the proxy is none of the client's.
      delete answer.headers.connection;
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => incoming.socket.destroy());
    incoming.once('close', () => {
      if (!incoming.complete) onward.destroy();
    });
    incoming.pipe(onward);
  }

  private async follow(instance: Instance): Promise<void> {
    const { signal } = this.polling;
    while (!signal.aborted) {
      const isReady = await instance.isReady();
      const others = this.ready.filter((other) => other !== instance);
      this.ready = isReady ? [...others, instance] : others;
      await delay(POLL, undefined, { signal }).catch(() => undefined);
    }
  }
}
