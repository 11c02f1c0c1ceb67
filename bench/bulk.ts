import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { round, timed } from './measure.js';
import type { Quire } from './quire.js';

export interface BulkResult {
  posts: number;
  importSeconds: number;
  againSeconds: number;
  exportSeconds: number;
  copySeconds: number;
  /** Until the first import was done. */
  importMemoryMb: number;
  peakMemoryMb: number;
}

/** Imports the data set, sends it again, exports it, and copies the rows that it led to as the bare control. */
export async function measureBulk(
  quire: Quire,
  databaseUrl: string,
  { file, count }: { file: string; count: number },
): Promise<BulkResult> {
  const token = await quire.signIn();
  const first = await timed(() => sendAll(quire, token, { file, count }));
  const importMemoryMb = await quire.peakMemory();
  const again = await timed(() => sendAll(quire, token, { file, count }));
  const exported = await timed(() => exportAll(quire, token));
  if (exported.result !== count) throw new Error(`${exported.result} posts came out, ${count} went in`);
  const copySeconds = await copyAll(databaseUrl);
  return {
    posts: count,
    importSeconds: round(first.seconds),
    againSeconds: round(again.seconds),
    exportSeconds: round(exported.seconds),
    copySeconds: round(copySeconds),
    importMemoryMb,
    peakMemoryMb: await quire.peakMemory(),
  };
}

async function sendAll({ url }: Quire, token: string, { file, count }: { file: string; count: number }): Promise<void> {
  const reply = await fetch(`${url}/api/v1/posts/import`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', Authorization: `Bearer ${token}` },
    body: Readable.toWeb(createReadStream(file)),
    duplex: 'half',
  });
  const text = await reply.text();
  const { data } = JSON.parse(text) as { data?: { accepted: number; refused: number } };
  if (data?.accepted !== count || data.refused !== 0)
    throw new Error(`The import was not whole: ${text.slice(0, 500)}`);
}

async function exportAll({ url }: Quire, token: string): Promise<number> {
  const reply = await fetch(`${url}/api/v1/posts/export`, { headers: { Authorization: `Bearer ${token}` } });
  if (!reply.ok || !reply.body) throw new Error(`The export was refused: ${reply.status}`);
  let count = 0;
  for await (const chunk of reply.body) for (const byte of chunk as Uint8Array) if (byte === 10) count += 1;
  return count;
}

/** All that an import of posts writes to. */
const TABLES = ['users', 'posts', 'post_slugs', 'tags', 'post_tags', 'post_revisions', 'title_words'];

/**
 * The same rows by `COPY` and nothing else, in one transaction: into empty tables with the same columns, storage, checks
 * and indexes. They lack foreign keys and triggers, and nothing has to be made or looked up: the rows are finished.
 */
async function copyAll(databaseUrl: string): Promise<number> {
  const [source, target] = [new pg.Client(databaseUrl), new pg.Client(databaseUrl)];
  await Promise.all([source.connect(), target.connect()]);
  try {
    await target.query('CREATE SCHEMA bench_copy');
    for (const table of TABLES) await makeCopyOf(target, table);
    const { seconds } = await timed(async () => {
      await target.query('BEGIN');
      for (const table of TABLES)
        await pipeline(
          source.query(copyTo(`COPY ${table} TO STDOUT (FORMAT binary)`)),
          target.query(copyFrom(`COPY bench_copy.${table} FROM STDIN (FORMAT binary)`)),
        );
      await target.query('COMMIT');
    });
    await target.query('DROP SCHEMA bench_copy CASCADE');
    return seconds;
  } finally {
    await Promise.all([source.end(), target.end()]);
  }
}

/** `LIKE` takes over all but foreign keys, triggers and the settings of the table. */
async function makeCopyOf(client: pg.Client, table: string): Promise<void> {
  await client.query(`CREATE TABLE bench_copy.${table} (LIKE ${table} INCLUDING ALL)`);
  const { rows } = await client.query<{ settings: string }>(
    `SELECT array_to_string(reloptions, ', ') AS settings FROM pg_class
     WHERE oid = $1::regclass AND reloptions IS NOT NULL`,
    [table],
  );
  for (const { settings } of rows) await client.query(`ALTER TABLE bench_copy.${table} SET (${settings})`);
}
