import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Location } from './location.js';
import { programEnvironment, serverSettings } from './settings.js';

interface ServerOptions {
  port: number;
  durable: boolean;
  /** The file that it writes to; nowhere unless told. */
  output?: number;
}

/**
 * Starts the server of a cluster and waits for nothing. It runs in its own process group, so that a Ctrl-C reaches only the
 * application, which stops it last; and it does not keep this process alive.
 */
export function spawnPostgres(location: Location, { port, durable, output }: ServerOptions): ChildProcess {
  const { cluster, binaries, account } = location;
  const options = ['-D', join(cluster, 'data'), ...serverSettings(port, durable)];
  const sink = output ?? 'ignore';
  const child = spawn(join(binaries, 'bin', 'postgres'), options, {
    cwd: cluster,
    detached: true,
    stdio: ['ignore', sink, sink],
    env: programEnvironment(),
    uid: account?.uid,
    gid: account?.gid,
  });
  child.unref();
  return child;
}
