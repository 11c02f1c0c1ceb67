import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { discardEmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded/index.js';
import { lines } from './data-set.js';
import { measureBulk } from './bulk.js';
import { report, type Results } from './report.js';
import { measureSearch } from './search.js';
import { startQuire } from './quire.js';

const OUT = join(import.meta.dirname, '../../bench');

/** Measures the build on a PostgreSQL of its own, which is thrown away, and writes down what came of it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { posts: { type: 'string', default: '100000' }, quick: { type: 'boolean' } },
  });
  const posts = values.quick ? 10_000 : Number(values.posts);
  const folder = await mkdtemp(join(tmpdir(), 'quire-bench-'));
  const file = join(folder, 'posts.ndjson');
  await pipeline(Readable.from(lines(posts)), createWriteStream(file));
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'data') });
  try {
    const quire = await startQuire(postgres.url);
    try {
      const bulk = await measureBulk(quire, postgres.url, { file, count: posts });
      await settle(postgres.url);
      await save({ ...circumstances(), posts, bulk, search: await measureSearch(quire) });
    } finally {
      await quire.stop();
    }
  } finally {
    await postgres.stop();
    await discardEmbeddedPostgres(join(folder, 'data'));
    await rm(folder, { recursive: true, force: true });
  }
}

/** What autovacuum would have done by the time that anybody searches. */
async function settle(databaseUrl: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query('VACUUM ANALYZE');
  await client.end();
}

function circumstances(): Pick<Results, 'date' | 'commit' | 'machine'> {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim(),
    machine: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory} GiB, Node.js ${process.version}`,
  };
}

async function save(results: Results): Promise<void> {
  const text = report(results);
  await mkdir(join(OUT, 'results'), { recursive: true });
  await writeFile(join(OUT, 'results', `${results.posts}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
  await writeFile(join(OUT, 'RESULTS.md'), text);
  process.stdout.write(text);
}

await main();
