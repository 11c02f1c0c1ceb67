import { Logger } from '@nestjs/common';
import { createApplication, listen } from '../src/boot/application.js';
import { Shutdown } from '../src/boot/shutdown.js';
import { loadConfig, readEnvironment } from '../src/platform/config/index.js';
import { migrate } from '../src/platform/database/index.js';
import { createLogger } from '../src/platform/observability/index.js';

/** Milliseconds: a machine that is busy with other things must not make refusals of work that it only does late. */
const PATIENCE = 60_000;

/**
 * Starts the application as it is built, but for its patience with PostgreSQL and Redis, which no variable sets. The first
 * argument is the file that mails go to.
 */
async function main(): Promise<void> {
  const config = loadConfig(readEnvironment()).with({
    database: { patience: PATIENCE, statementTimeout: PATIENCE },
    redis: { commandTimeout: PATIENCE },
    mail: { outbox: process.argv[2] },
  });
  const log = createLogger(config);
  Logger.overrideLogger(log);
  const shutdown = new Shutdown(PATIENCE, log);
  shutdown.handle(['SIGTERM']);
  await migrate(config.database.url ?? '', { ssl: config.database.ssl, log: () => undefined });
  await listen(await createApplication(config, log, shutdown), config, log);
}

await main();
