import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { discardEmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded/index.js';
import { measureBulk, type BulkResult } from './bulk.js';
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
  /** For what else a run writes. */
  folder: string;
  fixtures: Fixtures;
  /** How the import went, where it was to be measured. */
  bulk?: BulkResult;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL and loads the posts into it by the product's own import, unless a kept one has them already. */
export async function loadDatabase({ posts, data, only }: Options): Promise<LoadedDatabase> {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'quire-bench-')));
  await mkdir(folder, { recursive: true });
  const cluster = join(folder, 'data');
  const marker = join(folder, `loaded-${posts}`);
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
    const isMeasured = only === undefined || only.includes('bulk');
    const isLoaded = existsSync(marker);
    const bulk = isLoaded ? undefined : await load(quire, { url: postgres.url, folder, posts, isMeasured });
    if (!isLoaded) await fill(client, posts);
    const fixtures = await makeFixtures(quire, client);
    await Promise.all([client.end(), quire.stop()]);
    await writeFile(marker, '');
    return { url: postgres.url, postmaster: await postmasterOf(postgres.cluster), folder, fixtures, bulk, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface LoadPlan {
  url: string;
  folder: string;
  posts: number;
  /** Whether the import is measured, with an export and a control, or only done. */
  isMeasured: boolean;
}

async function load(quire: Quire, { url, folder, posts, isMeasured }: LoadPlan): Promise<BulkResult | undefined> {
  const file = join(folder, 'posts.ndjson');
  await pipeline(Readable.from(lines(posts)), createWriteStream(file));
  try {
    if (isMeasured) return await measureBulk(quire, url, { file, count: posts });
    await importFile(quire, file);
    return undefined;
  } finally {
    await rm(file);
  }
}

async function importFile(quire: Quire, file: string): Promise<void> {
  const reply = await fetch(`${quire.url}/api/v1/posts/import`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', Authorization: `Bearer ${await quire.signIn()}` },
    body: Readable.toWeb(createReadStream(file)),
    duplex: 'half',
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`The import was answered with ${reply.status}: ${text.slice(0, 300)}`);
}

/** The first line of postmaster.pid is the process that a server began with. */
async function postmasterOf(cluster: string): Promise<number> {
  return parseInt(await readFile(join(cluster, 'data', 'postmaster.pid'), 'utf8'), 10);
}
