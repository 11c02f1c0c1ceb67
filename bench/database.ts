import { createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { discardEmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded/index.js';
import { measureBulk, sendAll, type BulkResult } from './bulk.js';
import { lines } from './data-set.js';
import { fill } from './fill.js';
import { makeFixtures, type Fixtures } from './fixtures.js';
import type { Options } from './options.js';
import { startQuire, type Quire } from './quire.js';

/** PostgreSQL with the data set in it, in a folder of its own. */
export interface LoadedDatabase {
  url: string;
  /** The process that is the parent of all others of the server. */
  postmaster: number;
  /** Where its data lie. */
  cluster: string;
  /** For what else a run writes. */
  folder: string;
  fixtures: Fixtures;
  /** How the import went, where it was to be measured and the posts were not there already. */
  bulk?: BulkResult;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL and loads the posts into it by the product's own import, unless a kept one has them already. */
export async function loadDatabase({ posts, rounds, data, only }: Options): Promise<LoadedDatabase> {
  const folder = data === undefined ? await mkdtemp(join(tmpdir(), 'quire-bench-')) : join(data, String(posts));
  await mkdir(folder, { recursive: true });
  // Under root PostgreSQL runs as another account, and would lie elsewhere if that could not come this far.
  await chmod(folder, 0o711);
  const cluster = join(folder, 'data');
  const marker = join(folder, 'loaded');
  const postgres = await startEmbeddedPostgres({ folder: cluster });
  const stop = async (): Promise<void> => {
    await postgres.stop();
    if (data !== undefined) return;
    await discardEmbeddedPostgres(cluster);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const quire = await startQuire(postgres.url);
    const client = new pg.Client(postgres.url);
    // When something else fails, PostgreSQL ends before this connection does.
    client.on('error', () => undefined);
    await client.connect();
    const { url: databaseUrl } = postgres;
    const postmaster = await postmasterOf(postgres.cluster);
    const isMeasured = only === undefined || only.includes('bulk');
    let bulk: BulkResult | undefined;
    if (!existsSync(marker)) {
      bulk = await load(quire, { databaseUrl, postmaster, folder, posts, rounds, isMeasured });
      await fill(client, posts);
      await writeFile(marker, '');
    }
    const fixtures = await makeFixtures(quire, client);
    await Promise.all([client.end(), quire.stop()]);
    return { url: databaseUrl, postmaster, cluster: postgres.cluster, folder, fixtures, bulk, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface LoadPlan {
  databaseUrl: string;
  postmaster: number;
  folder: string;
  posts: number;
  rounds: number;
  /** Whether the import is measured, with an export and their controls, or only done. */
  isMeasured: boolean;
}

async function load(quire: Quire, { isMeasured, ...plan }: LoadPlan): Promise<BulkResult | undefined> {
  const { folder, posts } = plan;
  const file = join(folder, 'posts.ndjson');
  await pipeline(Readable.from(lines(posts)), createWriteStream(file));
  try {
    if (isMeasured) return await measureBulk(quire, { ...plan, file });
    await sendAll(quire, await quire.signIn(), { file, posts });
    return undefined;
  } finally {
    await rm(file);
  }
}

/** The first line of postmaster.pid is the process that a server began with. */
async function postmasterOf(cluster: string): Promise<number> {
  return parseInt(await readFile(join(cluster, 'data', 'postmaster.pid'), 'utf8'), 10);
}
