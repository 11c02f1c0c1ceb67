import cluster from 'node:cluster';
import type { LoggerService } from '@nestjs/common';
import type { Config } from '../platform/config/index.js';
import { createApplication, listen } from './application.js';
import { ensureFirstAdmin } from './first-admin.js';
import type { Shutdown } from './shutdown.js';
import { leaveToOpen, tellPrimary } from './worker-messages.js';

/** One of several processes that serve the same port. The primary process has settled and migrated everything. */
export async function runWorker(config: Config, log: LoggerService, shutdown: Shutdown): Promise<void> {
  shutdown.handle(['SIGTERM']);
  // A terminal sends Ctrl-C to every process; the primary one passes it on in its own time.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => void shutdown.end(0, 'the primary process has ended'));
  const app = await createApplication(config, log, shutdown);
  const adminCreated = cluster.worker?.id === 1 ? await ensureFirstAdmin(app, config) : undefined;
  await leaveToOpen(adminCreated);
  await listen(app, config, log);
  tellPrimary({ quireWorker: 'listening' });
}
