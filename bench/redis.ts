import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './server.js';

/** A Redis for the instances to share. */
export interface Redis {
  url: string;
  stop(): Promise<void>;
}

/** The Redis that is offered, else a redis-server of our own that keeps nothing; undefined where there is none on PATH. */
export async function findRedis(offered: string | undefined): Promise<Redis | undefined> {
  if (offered !== undefined) return { url: offered, stop: () => Promise.resolve() };
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  try {
    await once(child, 'spawn');
  } catch {
    return undefined;
  }
  const exited = once(child, 'exit');
  const endWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  while (!(await accepts(port))) await delay(10);
  const stop = async (): Promise<void> => {
    process.off('exit', endWithUs);
    child.kill('SIGTERM');
    await exited;
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

/** Whether something on this port of 127.0.0.1 takes connections. */
export async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
