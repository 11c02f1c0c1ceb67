import { existsSync } from 'node:fs';
import type { Config } from '../platform/config/index.js';
import { startEmbeddedPostgres } from '../platform/database/embedded/index.js';
import { DATA_FOLDER, keptAdminPassword, keptSecret } from './data-folder.js';
import type { Shutdown } from './shutdown.js';

const ADMIN_EMAIL = 'admin@example.com';

/** A configuration that nothing is missing from, and where parts of it come from. */
export interface Settled {
  config: Config;
  /** The database is one of our own. */
  embeddedDatabase: boolean;
  /** Whether the admin's password was given, kept by an earlier start, made by this one, or is known to others only. */
  adminPassword: 'given' | 'kept' | 'new' | 'unknown';
}

/**
 * Outside production, makes up what the configuration leaves open: a database, a secret, a first admin.
 *
 * @throws EmbeddedPostgresError, BootError
 */
export async function settle(config: Config, shutdown: Shutdown, say: (line: string) => void): Promise<Settled> {
  if (config.isProduction) return { config, embeddedDatabase: false, adminPassword: 'given' };
  const embeddedDatabase = config.database.url === undefined;
  const database = embeddedDatabase ? { url: await ownDatabase(shutdown, say) } : {};
  const tokens = config.tokens.secret === '' ? { secret: await keptSecret() } : {};
  if (config.firstAdmin.email !== undefined) {
    return { config: config.with({ database, tokens }), embeddedDatabase, adminPassword: 'given' };
  }
  const { password, isNew } = await keptAdminPassword();
  const firstAdmin = { email: ADMIN_EMAIL, password };
  return {
    config: config.with({ database, tokens, firstAdmin }),
    embeddedDatabase,
    adminPassword: isNew ? 'new' : 'kept',
  };
}

/** It is stopped last of all; an end that comes while it starts waits for it, or it would be left behind. */
async function ownDatabase(shutdown: Shutdown, say: (line: string) => void): Promise<string> {
  say(`${existsSync(DATA_FOLDER) ? 'Starting' : 'Creating'} the database in ${DATA_FOLDER}/ …`);
  const starting = startEmbeddedPostgres({ folder: DATA_FOLDER, log: say });
  const stop = async (): Promise<void> => {
    const [started] = await Promise.allSettled([starting]);
    if (started.status === 'fulfilled') await started.value.stop();
  };
  await shutdown.beforeExit({ name: 'database', essential: true, work: stop });
  return (await starting).url;
}
