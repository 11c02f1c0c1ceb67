import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FLAGS, freePort } from '../../bench/server.js';
import { send } from '../load/http.js';
import type { Processors } from './processors.js';

/** The command and the tests both run in the root of the repository. */
const MAIN = join(process.cwd(), 'dist/src/main.js');
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Milliseconds within which an instance has to be ready, whatever a target asks of it. */
const PATIENCE = 60_000;

/** The first admin, whom every instance makes or finds. */
export const ADMIN = { email: 'faults@example.com', password: 'Nothing-Is-Lost-7' };
export const METRICS_TOKEN = 'only-for-the-fault-tests-0123456789';

const VARIABLES = {
  PATH: SYSTEM_PATH,
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  JWT_SECRET: 'only-for-the-fault-tests-0123456789-abcdef',
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  THROTTLE_ENABLED: 'false',
  SHUTDOWN_DELAY: '0',
  METRICS_TOKEN,
};

/** How a process went away. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** From the signal to the end. */
  seconds: number;
}

/** One process of the production build, which keeps its address when it is started again. */
export class Instance {
  /** How often it has ended without having been told to. */
  crashes = 0;
  private child: ChildProcess | undefined;
  private told = false;

  private constructor(
    readonly url: string,
    private readonly log: string,
    private readonly environment: Record<string, string>,
    private readonly command: readonly string[],
  ) {}

  /**
   * @param folder where it writes its log, and works
   * @param variables name at least `DATABASE_URL`
   * @param processors where it is to run; on any when there are none
   */
  static async create(
    folder: string,
    name: string,
    variables: Record<string, string>,
    processors?: Processors,
  ): Promise<Instance> {
    const port = await freePort();
    const environment = { ...VARIABLES, PORT: String(port), ...variables };
    const command = [...(processors?.forApplication ?? []), process.execPath, ...FLAGS, MAIN];
    return new Instance(`http://127.0.0.1:${port}`, join(folder, `${name}.log`), environment, command);
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get running(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** Starts the process without waiting for anything. */
  async launch(): Promise<void> {
    const log = await open(this.log, 'a');
    try {
      const stdio = ['ignore', log.fd, log.fd] as const;
      const [program = process.execPath, ...args] = this.command;
      const child = spawn(program, args, {
        cwd: join(this.log, '..'),
        env: this.environment,
        stdio: [...stdio],
      });
      this.child = child;
      this.told = false;
      child.once('exit', () => {
        if (!this.told) this.crashes += 1;
      });
      await once(child, 'spawn');
    } finally {
      await log.close();
    }
  }

  /** Starts it and waits until it is ready. Gives the seconds that this took. @throws Error when it ends before. */
  async start(): Promise<number> {
    const startedAt = performance.now();
    await this.launch();
    await this.untilReady();
    return (performance.now() - startedAt) / 1000;
  }

  async untilReady(): Promise<void> {
    for (const deadline = Date.now() + PATIENCE; Date.now() < deadline;) {
      if (!this.running) throw new Error(`An instance ended before it was ready; its log is ${this.log}`);
      if (await this.isReady()) return;
      await delay(20);
    }
    throw new Error(`An instance was not ready within ${PATIENCE / 1000} s; its log is ${this.log}`);
  }

  async isReady(): Promise<boolean> {
    const answer = await send(this.url, { method: 'GET', path: '/health/ready' }).catch(() => undefined);
    return answer?.status === 200;
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Ended> {
    const { child } = this;
    this.told = true;
    if (!child || !this.running)
      return { code: child?.exitCode ?? null, signal: child?.signalCode ?? null, seconds: 0 };
    const sentAt = performance.now();
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code, by] = (await exited) as [number | null, NodeJS.Signals | null];
    return { code, signal: by, seconds: (performance.now() - sentAt) / 1000 };
  }

  /** Ends it at once with no wait, for a process that is going away itself. */
  abandon(): void {
    this.child?.kill('SIGKILL');
  }
}
