import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../src/main.js');
/** As `npm run start:prod` has them. */
const FLAGS = ['--max-semi-space-size=16'];
const ADMIN = { email: 'bench@example.com', password: 'Bench-4-everything!' };

/** The production build under measurement, in a process of its own. */
export interface Quire {
  url: string;
  /** The largest resident memory so far, in MB. */
  peakMemory(): Promise<number>;
  /** An access token of an admin. */
  signIn(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the build in production mode on a database, with rate limits off. @param variables are added to its environment */
export async function startQuire(databaseUrl: string, variables: Record<string, string> = {}): Promise<Quire> {
  const child = spawn(process.execPath, [...FLAGS, MAIN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      JWT_SECRET: 'only-for-the-benchmark-0123456789-abcdef',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      THROTTLE_ENABLED: 'false',
      SHUTDOWN_DELAY: '0',
      ...variables,
    },
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const [, port] = /"msg":"Listening on [^"]+:(\d+)"/.exec(line) ?? [];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    child.once('exit', (code) => {
      reject(new Error(`Quire ended with ${String(code)} before it listened`));
    });
  });
  while (!(await fetch(`${url}/health/ready`)).ok);
  return {
    url,
    peakMemory: async () => {
      const status = await readFile(`/proc/${String(child.pid)}/status`, 'utf8');
      return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
    },
    signIn: async () => {
      const headers = { 'Content-Type': 'application/json' };
      const reply = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify(ADMIN) });
      return ((await reply.json()) as { data: { accessToken: string } }).data.accessToken;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
