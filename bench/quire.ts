import { join } from 'node:path';
import { ask, posting } from './ask.js';
import { peakMemory } from './processes.js';
import { startServer, type Server } from './server.js';

const MAIN = join(import.meta.dirname, '../src/main.js');
const ADMIN = { email: 'bench@example.com', password: 'Bench-4-everything!' };

/** The secret of every instance, by which the controls check access tokens too. */
export const SECRET = 'only-for-the-benchmark-0123456789-abcdef';

/** An account of known password. */
export interface Credentials {
  email: string;
  password: string;
}

/** The production build under measurement, in a process of its own. */
export interface Quire extends Server {
  /** The largest resident memory so far, in MB. */
  peakMemory(): Promise<number>;
  /** An access token that outlives the benchmark; an admin's unless somebody else is named. */
  signIn(account?: Credentials): Promise<string>;
}

/**
 * Starts the build in production mode on a database, with rate limits off.
 *
 * @param variables are added to its environment
 * @param preload is a module to load before it
 */
export async function startQuire(
  databaseUrl: string,
  variables: Record<string, string> = {},
  preload?: URL,
): Promise<Quire> {
  const server = await startServer({
    command: () => [...(preload ? ['--import', preload.href] : []), MAIN],
    environment: (port) => ({
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      JWT_SECRET: SECRET,
      JWT_ACCESS_TTL: '86400',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      THROTTLE_ENABLED: 'false',
      SHUTDOWN_DELAY: '0',
      ...variables,
    }),
    readyPath: '/health/ready',
  });
  return {
    ...server,
    peakMemory: () => peakMemory(server.pid),
    signIn: async (account = ADMIN) => {
      const { text } = await ask(server.url, posting('/auth/login', account));
      return (JSON.parse(text) as { data: { accessToken: string } }).data.accessToken;
    },
  };
}
