import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { Config } from '../platform/config/index.js';
import { answerWorkers } from '../platform/observability/index.js';
import { BootError } from './boot-error.js';
import { isWorkerMessage, OPEN_THE_PORT } from './worker-messages.js';
import type { Shutdown } from './shutdown.js';

/** Milliseconds: a worker that ends sooner is replaced after a pause, which doubles each time. */
const SHORTEST_LIFE = 10_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/**
 * Forks the workers, lets them open the port together once the first is prepared, and replaces those that crash.
 * Resolves, telling whether the first admin was created, when a worker listens and the one that sees to the admin has.
 *
 * @throws BootError when a worker ends before any has listened.
 */
export async function startWorkers(
  config: Config,
  { log, shutdown, freePort }: { log: LoggerService; shutdown: Shutdown; freePort: () => Promise<void> },
): Promise<boolean> {
  answerWorkers();
  await shutdown.beforeExit({ name: 'workers', essential: true, work: endWorkers });
  const listening = Promise.withResolvers<undefined>();
  const admin = Promise.withResolvers<boolean>();
  let pause = FIRST_PAUSE;
  let anyListened = false;

  cluster.on('message', (worker: Worker, message: unknown) => {
    if (!isWorkerMessage(message)) return;
    if (message.quireWorker === 'prepared') {
      if (message.adminCreated !== undefined) admin.resolve(message.adminCreated);
      void freePort().then(() => worker.send(OPEN_THE_PORT));
    } else {
      anyListened = true;
      listening.resolve(undefined);
    }
  });

  const fork = (): void => {
    const startedAt = performance.now();
    const worker = cluster.fork(variablesOf(config));
    worker.on('exit', (code: number, signal: string | null) => {
      if (shutdown.begun) return;
      // Whether it had seen to the admin is not known then; the password stays where it is kept.
      if (worker.id === 1) admin.resolve(true);
      if (!anyListened) {
        listening.reject(new BootError('A worker ended before it could listen; its own message says why'));
        return;
      }
      pause = performance.now() - startedAt < SHORTEST_LIFE ? Math.min(pause * 2, LONGEST_PAUSE) : FIRST_PAUSE;
      log.error(`Worker ${worker.process.pid ?? ''} ended (${signal ?? code}); replaced in ${pause} ms`, 'workers');
      void delay(pause).then(() => {
        if (!shutdown.begun) fork();
      });
    });
  };
  for (let count = 0; count < config.server.workers; count++) fork();
  await listening.promise;
  return admin.promise;
}

/** What this process has settled and the workers must not settle again. */
function variablesOf({ server, database, tokens, firstAdmin }: Config): Record<string, string> {
  const { email: ADMIN_EMAIL = '', password: ADMIN_PASSWORD = '' } = firstAdmin;
  return {
    PORT: String(server.port),
    PUBLIC_URL: server.publicUrl,
    APP_URL: server.appUrl,
    DATABASE_URL: database.url ?? '',
    JWT_SECRET: tokens.secret,
    ADMIN_EMAIL,
    ADMIN_PASSWORD,
  };
}

async function endWorkers(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  await Promise.all(
    workers.map(async (worker) => {
      const ended = once(worker, 'exit');
      worker.process.kill('SIGTERM');
      await ended;
    }),
  );
}
