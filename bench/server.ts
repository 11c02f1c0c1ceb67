import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** As `npm run start:prod` has them. */
export const FLAGS = [
  '--max-semi-space-size=16',
  '--heap-growing-percent=50',
  '--no-allocation-site-pretenuring',
  '--v8-pool-size=1',
];

/** Milliseconds that a server has to end: longer than the application allows itself. */
const PATIENCE = 30_000;

/** A server under measurement, in a process of its own. */
export interface Server {
  url: string;
  pid: number;
  /** From the start of the process until it said that it was ready. */
  secondsToReady: number;
  stop(): Promise<void>;
}

export interface ServerCommand {
  /** Flags of Node.js beside the usual ones, the script, and what follows it. */
  command: (port: number) => string[];
  environment: (port: number) => Record<string, string>;
  /** Answers 200 from when on it serves. */
  readyPath: string;
}

/**
 * Starts a server with the flags and the mode of production. What it writes to standard output, its access log, goes to
 * /dev/null, its errors to ours.
 *
 * @throws Error when it ends before it is ready.
 */
export async function startServer({ command, environment, readyPath }: ServerCommand): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...FLAGS, ...command(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { NODE_ENV: 'production', ...environment(port) },
  });
  const exited = once(child, 'exit');
  // It may have processes of its own to end.
  const endWithUs = (): boolean => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  while (child.exitCode === null && !(await isReady(url + readyPath))) await delay(5);
  const secondsToReady = (performance.now() - startedAt) / 1000;
  if (child.exitCode !== null) throw new Error(`A server ended with ${child.exitCode} before it was ready`);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await exited;
    clearTimeout(late);
    if (child.signalCode === 'SIGKILL') throw new Error(`A server had not ended ${PATIENCE / 1000} s after SIGTERM`);
  };
  return { url, pid: child.pid ?? 0, secondsToReady, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(url, { headers: { Connection: 'close' } });
    return ok;
  } catch {
    return false;
  }
}

/**
 * A TCP port of 127.0.0.1 that nobody listens on: none of those that the system gives to who asks for any, because a
 * server needs a while until it takes it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const probe = createServer().listen(port, '127.0.0.1');
    try {
      await once(probe, 'listening');
    } catch {
      continue;
    }
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
