import { createClient } from '@redis/client';

/** A Redis for this run; stop() ends it if it is our own. */
export interface FoundRedis {
  url: string;
  stop(): Promise<void>;
}

const LOCAL = 'redis://127.0.0.1:6379';

/**
 * The Redis that REDIS_URL offers, else the machine's own, else a private one; undefined when there is none of them.
 * @throws Error when REDIS_URL names a Redis that does not answer
 */
export async function findRedis(
  offered: string | undefined,
  startPrivate: () => Promise<FoundRedis>,
): Promise<FoundRedis | undefined> {
  if (offered !== undefined) {
    if (await answers(offered)) return borrowed(offered);
    throw new Error('REDIS_URL is set, but no Redis answers there.');
  }
  if (await answers(LOCAL)) return borrowed(LOCAL);
  try {
    return await startPrivate();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function borrowed(url: string): FoundRedis {
  return { url, stop: () => Promise.resolve() };
}

async function answers(url: string): Promise<boolean> {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 2_000 } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    if (client.isOpen) client.destroy();
  }
}
