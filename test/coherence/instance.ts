import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fetch } from '../support/fetch.js';

/** Both Jest and the command are started from the root of the repository. */
const MAIN = join(process.cwd(), 'dist/src/main.js');
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Who writes: the first admin, whom every instance makes or finds at its start. */
export const USERNAME = 'coherent';
export const CREDENTIALS = { email: 'coherent@example.com', password: 'Coherent-Answers-1' };

const VARIABLES = {
  PATH: SYSTEM_PATH,
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  JWT_SECRET: 'only-for-the-coherence-checker-0123456789',
  JWT_ACCESS_TTL: '86400',
  ADMIN_USERNAME: USERNAME,
  ADMIN_EMAIL: CREDENTIALS.email,
  ADMIN_PASSWORD: CREDENTIALS.password,
  THROTTLE_ENABLED: 'false',
  SHUTDOWN_DELAY: '0',
  LOG_LEVEL: 'info',
};

/** A process of the production build, which can be killed and started again on the same database. */
export class Instance {
  /** Empty while it does not run. */
  url = '';
  private child: ChildProcess | undefined;

  /** @param variables name at least `DATABASE_URL` */
  constructor(
    readonly name: string,
    private readonly folder: string,
    private readonly variables: Record<string, string>,
  ) {}

  get running(): boolean {
    return this.url !== '';
  }

  /** Starts it unless it runs. @throws Error when it ends before it listens. */
  async start(): Promise<this> {
    if (this.running) return this;
    const env = { ...VARIABLES, ...this.variables };
    const child = spawn(process.execPath, [MAIN], { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    const url = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        const [, port] = /"msg":"Listening on [^"]+:(\d+)"/.exec(line) ?? [];
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
      });
      child.once('exit', (code) => {
        reject(new Error(`The instance "${this.name}" ended with ${String(code)} before it listened`));
      });
    });
    while (!(await fetch(`${url}/health/ready`)).ok);
    this.url = url;
    return this;
  }

  /** Kills it as a crash does. */
  async kill(): Promise<void> {
    const { child } = this;
    this.url = '';
    this.child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}
