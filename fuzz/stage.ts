import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis } from '../bench/redis.js';
import { startServer } from '../bench/server.js';
import { discardEmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded/index.js';
import type { WorldProps } from './world.js';

const SECRET = 'only-for-hostile-requests-0123456789-abcdef';
const METRICS_TOKEN = 'only-for-hostile-scrapers-0123456789-abcdef';

/** The application in a process of its own, on a PostgreSQL and a Redis of its own. */
export interface Stage extends WorldProps {
  /** Whether the process that was started still runs and answers. */
  isAlive(): Promise<boolean>;
  stop(): Promise<void>;
}

/** @throws Error when there is no redis-server on PATH, or something does not start. */
export async function setStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'quire-fuzz-'));
  const cluster = join(folder, 'data');
  const ends = [(): Promise<void> => rm(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const postgres = await startEmbeddedPostgres({ folder: cluster });
    ends.push(
      () => discardEmbeddedPostgres(cluster),
      () => postgres.stop(),
    );
    const redis = await findRedis(undefined);
    if (!redis) throw new Error('There is no redis-server on PATH');
    ends.push(() => redis.stop());
    const server = await startServer({
      command: () => [join(import.meta.dirname, 'instance.js'), join(folder, 'outbox.ndjson')],
      environment: (port) => ({
        PORT: String(port),
        HOST: '127.0.0.1',
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        JWT_SECRET: SECRET,
        METRICS_TOKEN,
        THROTTLE_ENABLED: 'false',
        SHUTDOWN_DELAY: '0',
      }),
      readyPath: '/health/ready',
    });
    ends.push(() => server.stop());
    return {
      url: server.url,
      databaseUrl: postgres.url,
      secret: SECRET,
      metricsToken: METRICS_TOKEN,
      isAlive: () => isAlive(server),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function isAlive({ pid, url }: { pid: number; url: string }): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return (await fetch(`${url}/health/live`)).ok;
  } catch {
    return false;
  }
}
