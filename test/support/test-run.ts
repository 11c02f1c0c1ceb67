import { existsSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

// The servers of one run of the tests, kept by Jest's main process from before the first test file to after the last one.
// Jest hands this file and its imports to Node's own loader, which finds no `.ts` behind an import of `.js`: what it needs
// is imported by its real name, and the product as it was compiled.
const FOLDER_PREFIX = 'quire-test-';
const DATABASE = '../../dist/src/platform/database';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type Embedded = typeof import('../../src/platform/database/embedded/index.js');
type Migrator = typeof import('../../src/platform/database/migrator.js');

const cleanUps: (() => Promise<unknown>)[] = [];
let starting: Promise<void> | undefined;
let ending: Promise<void> | undefined;

/**
 * Starts PostgreSQL with the migrated template database, and finds or starts Redis.
 * @throws Error when the product is not built, PostgreSQL does not start, or CI lacks Redis
 */
export async function startTestRun(): Promise<void> {
  if (!existsSync(join(import.meta.dirname, DATABASE)))
    throw new Error('The tests use the built application: run npm run build first.');
  for (const signal of SIGNALS) process.once(signal, endBySignal);
  starting = startServers();
  try {
    await starting;
  } catch (error) {
    await endTestRun();
    throw error;
  }
}

async function startServers(): Promise<void> {
  const embedded = await load<Embedded>(`${DATABASE}/embedded/index.js`);
  const { endAbandonedRuns, endRun } = await load<typeof import('./abandoned-runs.js')>('./abandoned-runs.ts');
  await endAbandonedRuns(join(tmpdir(), FOLDER_PREFIX), embedded);
  const folder = await makeRunFolder();
  cleanUps.push(() => endRun(folder, embedded));
  await provideTemplate(await provideServer(join(folder, 'database'), embedded));
  await provideRedis(folder);
}

/** Ends what this run has started, the last first. May be called again. */
export function endTestRun(): Promise<void> {
  return (ending ??= cleanUp());
}

async function cleanUp(): Promise<void> {
  for (const step of cleanUps.toReversed()) await step();
  for (const signal of SIGNALS) process.off(signal, endBySignal);
}

/** Jest does not tear down when it is interrupted. What is just being started is known, and can be ended, once it has started. */
function endBySignal(signal: NodeJS.Signals): void {
  void Promise.allSettled([starting])
    .then(endTestRun)
    .finally(() => process.exit(128 + constants.signals[signal]));
}

/** Its name says whose it is; the account that PostgreSQL runs under for root has to enter it. */
async function makeRunFolder(): Promise<string> {
  const { write } = await environment();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  await chmod(folder, 0o711);
  write('folder', folder);
  return folder;
}

/** Answers the URL of a server to create databases on: the one that TEST_DATABASE_URL names, else one of our own. */
async function provideServer(folder: string, embedded: Embedded): Promise<string> {
  const { read, write } = await environment();
  const offered = read('server');
  if (offered !== undefined) return offered;
  const postgres = await embedded.startEmbeddedPostgres({ folder, durable: false });
  cleanUps.push(() => postgres.stop());
  write('server', postgres.url);
  return postgres.url;
}

async function provideTemplate(server: string): Promise<void> {
  const { write } = await environment();
  const { createTemplate } = await load<typeof import('./template-database.js')>('./template-database.ts');
  const { migrate } = await load<Migrator>(`${DATABASE}/migrator.js`);
  const template = await createTemplate(server, migrate);
  cleanUps.push(() => template.drop());
  write('template', template.name);
}

async function provideRedis(folder: string): Promise<void> {
  const { read, write } = await environment();
  const { findRedis } = await load<typeof import('./find-redis.js')>('./find-redis.ts');
  const { startRedisServer } = await load<typeof import('./redis-server.js')>('./redis-server.ts');
  const redis = await findRedis(read('redisOffered'), () => startRedisServer(folder));
  if (redis !== undefined) {
    cleanUps.push(() => redis.stop());
    write('redis', redis.url);
  } else if (read('ci') === 'true') throw new Error('CI needs Redis: install redis-server or set REDIS_URL.');
  else
    process.stderr.write(
      'No redis-server on PATH, no REDIS_URL, nothing on port 6379: tests that need Redis are skipped.\n',
    );
}

function environment(): Promise<typeof import('./environment.js')> {
  return load('./environment.ts');
}

async function load<Module>(path: string): Promise<Module> {
  return (await import(join(import.meta.dirname, path))) as Module;
}
