import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { accepts } from '../../bench/redis.js';
import { freePort } from '../../bench/server.js';

/** A Redis that keeps nothing, with a port of its own, to be killed or frozen. */
export class Redis {
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  /** @throws Error with the code ENOENT when there is no redis-server on PATH. */
  static async create(): Promise<Redis> {
    const redis = new Redis(await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, empty, unless it runs, and waits until it accepts connections. */
  async start(): Promise<void> {
    if (this.child?.exitCode === null && this.child.signalCode === null) return;
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.child = spawn('redis-server', options, { stdio: 'ignore' });
    await once(this.child, 'spawn');
    while (!(await accepts(this.port))) {
      if (this.child.exitCode !== null) throw new Error(`redis-server ended with ${this.child.exitCode}`);
      await delay(10);
    }
  }

  /** Kills it, as a crash does: from then on its port refuses connections. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Connections stay open, and nothing answers. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Ends it at once with no wait, for a process that is going away itself. */
  abandon(): void {
    this.child?.kill('SIGKILL');
  }
}
