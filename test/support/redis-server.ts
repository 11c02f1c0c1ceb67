import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A Redis of our own, for tests that stop it, freeze it or need it to themselves. */
export interface RedisServer {
  url: string;
  pid: number;
  /** Kills it, as a crash does; after that the port refuses connections. */
  stop(): Promise<void>;
  /** Starts it again after stop(), on the same port, empty. */
  start(): Promise<void>;
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
}

/**
 * Starts a redis-server that writes nothing to disk on a free port of 127.0.0.1.
 * It lies in a folder of its own below `parent`, by which a later run finds and ends it if this one is killed.
 * @throws Error with the code ENOENT when there is no redis-server on PATH
 */
export async function startRedisServer(parent: string): Promise<RedisServer> {
  const folder = await mkdtemp(join(parent, 'redis-'));
  const port = await freePort();
  let running = await launch(folder, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return running.pid;
    },
    stop: () => running.kill(),
    start: async () => {
      running = await launch(folder, port);
    },
    pause: () => process.kill(running.pid, 'SIGSTOP'),
    resume: () => process.kill(running.pid, 'SIGCONT'),
  };
}

async function launch(folder: string, port: number): Promise<{ pid: number; kill(): Promise<void> }> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn('redis-server', options, { stdio: 'ignore', detached: true });
  await once(child, 'spawn');
  const exited = once(child, 'exit');
  const endWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  const pid = child.pid ?? 0;
  await writeFile(join(folder, 'process.json'), JSON.stringify({ pid, port }));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`redis-server on port ${port} ended with code ${child.exitCode}`);
    await delay(10);
  }
  child.unref();
  const kill = async (): Promise<void> => {
    child.ref();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
  };
  return { pid, kill };
}

/** Whether something answers PING on the port. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return reply.toString().startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A TCP port of 127.0.0.1 on which nothing listens at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
