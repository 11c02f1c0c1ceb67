import cluster from 'node:cluster';
import { Logger, type LoggerService } from '@nestjs/common';
import { loadConfig, readEnvironment, type Config } from '../platform/config/index.js';
import { migrate } from '../platform/database/index.js';
import { createLogger } from '../platform/observability/index.js';
import { createApplication, listen } from './application.js';
import { banner } from './banner.js';
import { forgetAdminPassword } from './data-folder.js';
import { settle, type Settled } from './development-defaults.js';
import { ensureFirstAdmin } from './first-admin.js';
import { reportFailure } from './report-failure.js';
import { Shutdown, type Step } from './shutdown.js';
import { openWaitingRoom, type WaitingRoom } from './waiting-room.js';
import { runWorker } from './worker.js';
import { startWorkers } from './workers.js';

/** Milliseconds beyond the shutdown delay: 10 s for requests in flight, the rest for closing what they use. */
const LONGEST_END = 12_000;

/**
 * Starts Quire, or one of its workers. What cannot go on ends the process with one line per fault and 1.
 *
 * @param last what ends after everything else.
 */
export async function boot(last?: Step): Promise<void> {
  const config = readConfig();
  const log = createLogger(config);
  Logger.overrideLogger(log);
  const shutdown = new Shutdown(config.server.shutdownDelay * 1000 + LONGEST_END, log);
  if (last) await shutdown.beforeExit(last);
  try {
    await (cluster.isWorker ? runWorker(config, log, shutdown) : start(config, log, shutdown));
  } catch (error) {
    // A start that was told to end may fail over what has been ended already.
    if (shutdown.begun) return;
    reportFailure(error);
    await shutdown.hurry(1);
  }
}

function readConfig(): Config {
  try {
    return loadConfig(readEnvironment());
  } catch (error) {
    reportFailure(error);
    process.exit(1);
  }
}

async function start(given: Config, log: LoggerService, shutdown: Shutdown): Promise<void> {
  const say = given.isProduction ? logged(log) : print;
  shutdown.handle(['SIGTERM', 'SIGINT', 'SIGHUP']);
  const room = await openWaitingRoom(given.server);
  await shutdown.beforeExit({ name: 'waiting room', work: () => room.close() });
  warnOfNoMail(given, log);
  const settled = await settle(atPort(given, room.port), shutdown, say);
  await migrateDatabase(settled.config, say);
  const adminCreated = await serve(settled.config, log, shutdown, room);
  if (!given.isProduction) print(banner(await withPasswordOf(adminCreated, settled)));
}

/** Once, whatever the number of workers. */
function warnOfNoMail({ mail, isProduction }: Config, log: LoggerService): void {
  if (isProduction && mail.url === undefined)
    log.warn(`MAIL_URL is not set: nobody gets mail, it is appended to ${mail.outbox}`, 'Mail');
}

/** A port of 0 is any free one: the one that the waiting room got. */
function atPort(config: Config, port: number): Config {
  const { publicUrl, appUrl } = config.server;
  const atGiven = (url: string): string => url.replace(/^http:\/\/localhost:0$/, `http://localhost:${port}`);
  return config.with({
    server: { port, publicUrl: atGiven(publicUrl), appUrl: atGiven(appUrl) },
  });
}

/** A configured database that is away is waited for in production, where the start would only be repeated. */
async function migrateDatabase({ database, isProduction }: Config, say: (line: string) => void): Promise<void> {
  const { url = '', migrationUrl, ssl } = database;
  await migrate(migrationUrl ?? url, {
    ssl,
    log: say,
    ...(migrationUrl !== undefined && { applicationUrl: url }),
    ...(isProduction && { patience: Infinity }),
  });
}

/** Resolves when the port is open; tells whether the first admin was created. */
async function serve(config: Config, log: LoggerService, shutdown: Shutdown, room: WaitingRoom): Promise<boolean> {
  if (config.server.workers > 1) return startWorkers(config, { log, shutdown, freePort: () => room.close() });
  const app = await createApplication(config, log, shutdown);
  const adminCreated = await ensureFirstAdmin(app, config);
  await room.close();
  await listen(app, config, log);
  return adminCreated;
}

/** A new password is worth showing only if the account was made with it. */
async function withPasswordOf(adminCreated: boolean, settled: Settled): Promise<Settled> {
  if (settled.adminPassword !== 'new' || adminCreated) return settled;
  await forgetAdminPassword();
  return { ...settled, adminPassword: 'unknown' };
}

function logged(log: LoggerService): (line: string) => void {
  return (line) => {
    log.log(line, 'boot');
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
