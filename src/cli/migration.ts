import { glob, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { reportFailure } from '../boot/report-failure.js';
import { loadConfig, readEnvironment, type DatabaseConfig } from '../platform/config/index.js';
import { startEmbeddedPostgres } from '../platform/database/embedded/index.js';
import { migrate, revertMigration, schemaDifference, type EntityClass } from '../platform/database/index.js';
import { newMigration } from './migration-text.js';

const USAGE = `Usage: npm run migration:run | migration:revert | migration:generate -- <Name> | migration:create -- <Name>`;

/** The project's `/migrations` and the compiled `dist/src`, seen from `dist/src/cli`. */
const MIGRATIONS = new URL('../../../migrations/', import.meta.url);
const COMPILED = new URL('../', import.meta.url);

type Target = DatabaseConfig & { url: string };

async function run(target: Target): Promise<string> {
  const { migrationUrl = target.url, ssl, url: applicationUrl } = target;
  const names = await migrate(migrationUrl, { ssl, applicationUrl, log: print });
  return names.length > 0 ? `Ran ${names.join(', ')}` : 'Nothing to run: the database is up to date';
}

async function revert({ url, migrationUrl = url, ssl }: Target): Promise<string> {
  const name = await revertMigration(migrationUrl, { ssl, log: print });
  return name === undefined ? 'Nothing to revert' : `Reverted ${name}`;
}

/** Compares the entities with a database that has had all migrations. */
async function generate(target: Target, name: string): Promise<string> {
  await run(target);
  const { up, down } = await schemaDifference(target.migrationUrl ?? target.url, await loadEntities(), target.ssl);
  return up.length > 0 ? create(name, up, down) : 'No difference: the tables have all that the entities ask for';
}

async function create(name: string, up: string[] = [], down: string[] = []): Promise<string> {
  const { file, text } = newMigration(name, new Date(), up, down);
  await writeFile(new URL(file, MIGRATIONS), text, { flag: 'wx' });
  return `Wrote migrations/${file}`;
}

async function loadEntities(): Promise<EntityClass[]> {
  const entities: EntityClass[] = [];
  for await (const path of glob('**/*.entity.js', { cwd: fileURLToPath(COMPILED) })) {
    const module = (await import(new URL(path, COMPILED).href)) as Record<string, unknown>;
    entities.push(...(Object.values(module).filter((value) => typeof value === 'function') as EntityClass[]));
  }
  return entities;
}

/** The database of the configuration; without one, the embedded PostgreSQL for as long as the work takes. */
async function onDatabase(work: (target: Target) => Promise<string>): Promise<string> {
  const { database } = loadConfig(readEnvironment());
  if (database.url !== undefined) return work({ ...database, url: database.url });
  const embedded = await startEmbeddedPostgres({ folder: '.data', log: print });
  try {
    return await work({ ...database, url: embedded.url });
  } finally {
    await embedded.stop();
  }
}

function commandOf([verb, name]: string[]): (() => Promise<string>) | undefined {
  if (verb === 'run') return () => onDatabase(run);
  if (verb === 'revert') return () => onDatabase(revert);
  if (name === undefined || !/[a-z]/i.test(name)) return undefined;
  if (verb === 'generate') return () => onDatabase((target) => generate(target, name));
  return verb === 'create' ? () => create(name) : undefined;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const command = commandOf(process.argv.slice(2));
try {
  print(command ? await command() : USAGE);
  if (!command) process.exitCode = 1;
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
