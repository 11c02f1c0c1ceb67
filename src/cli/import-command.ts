import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { DATA_FOLDER } from '../boot/data-folder.js';
import { reportFailure } from '../boot/report-failure.js';
import { BulkImportService } from '../bulk/index.js';
import { PostRefused } from '../content-import/index.js';
import { loadConfig, readEnvironment, type Config } from '../platform/config/index.js';
import { migrate } from '../platform/database/index.js';
import { startEmbeddedPostgres } from '../platform/database/embedded/index.js';
import { openInput, type ImportInput } from './import-input.js';
import { importPosts, type ImportOutcome, type ImportPostsOptions } from './import-posts.js';
import { Progress } from './progress.js';

export interface ImportCommandOptions {
  /** Does everything and undoes it. */
  dryRun?: boolean;
  /** The address of the site that an export is of. */
  site?: string;
}

/** Imports what the path leads to and tells the terminal what came of it; a failure sets the exit code. */
export async function importCommand(path: string, { dryRun = false, site }: ImportCommandOptions = {}): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const input = await openInput(path, site);
    const outcome = await run(input, { dryRun, note: printNote, signal: interruption.signal });
    for (const line of outcomeLines(outcome, dryRun)) print(line);
  } catch (error) {
    reportFailure(failureOf(error, interruption.signal));
    process.exitCode = 1;
  }
}

async function run(input: ImportInput, options: ImportPostsOptions): Promise<ImportOutcome> {
  const progress = new Progress(input.total, process.stderr);
  const show = (done: number): void => {
    progress.show(done);
  };
  try {
    return await withBulkImport((bulk) => importPosts(input, bulk, { ...options, progress: show }));
  } finally {
    progress.end();
  }
}

export function outcomeLines({ refusals, ...counts }: ImportOutcome, dryRun: boolean): string[] {
  const reasons = refusals.map(({ source, reason }) => `refused ${source}: ${reason}`);
  const told = new Set(refusals.map(({ source }) => source)).size;
  if (told < counts.refused) reasons.push(`refused ${counts.refused - told} more, whose reasons are not listed`);
  const { added, changed, unchanged, refused } = counts;
  const ending = dryRun ? ' (a dry run: nothing was written)' : '';
  return [...reasons, `${added} added, ${changed} changed, ${unchanged} unchanged, ${refused} refused${ending}`];
}

/** Runs work on the application's own modules, without its server: what it changes ages the shared cache as well. */
async function withBulkImport<T>(work: (bulk: BulkImportService) => Promise<T>): Promise<T> {
  return withDatabase(loadConfig(readEnvironment()), async (config) => {
    const app = await NestFactory.createApplicationContext(AppModule.of(config), {
      logger: ['error', 'warn'],
      abortOnError: false,
    });
    try {
      return await work(app.get(BulkImportService));
    } finally {
      await app.close();
    }
  });
}

/** The configured database, else the embedded one for as long as the work takes. */
async function withDatabase<T>(config: Config, work: (config: Config) => Promise<T>): Promise<T> {
  const embedded = config.database.url === undefined ? await startEmbeddedPostgres({ folder: DATA_FOLDER }) : undefined;
  try {
    const { migrationUrl, url = '', ssl } = { ...config.database, ...(embedded && { url: embedded.url }) };
    await migrate(migrationUrl ?? url, { ssl, ...(migrationUrl !== undefined && { applicationUrl: url }) });
    // Nothing is signed here; a secret is only what the modules ask for.
    const secret = config.tokens.secret || randomBytes(32).toString('hex');
    return await work(config.with({ database: { url }, tokens: { secret } }));
  } finally {
    await embedded?.stop();
  }
}

/** A file that is not there, closed to us, or none of those that can be imported is no defect: one line will do. */
function failureOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return 'Interrupted: nothing was imported';
  if (error instanceof PostRefused) return error.message;
  return error instanceof Error && 'syscall' in error && 'path' in error ? error.message : error;
}

function printNote(source: string, note: string): void {
  print(`note ${source}: ${note}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
