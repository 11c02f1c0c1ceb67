import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { migrate } from '../../src/platform/database/index.js';
import { costOf, type Cost } from '../measure.js';

/** All that an import of posts writes to, each behind those that it refers to. */
const TABLES = ['users', 'posts', 'post_slugs', 'tags', 'post_tags', 'tag_counts', 'post_revisions', 'title_words'];
const TWIN = 'bench_copy';

/** The columns that an export has, of the same rows in the same order, as PostgreSQL writes them by itself. */
const EXPORTED = `
  COPY (
    SELECT p.id, p.external_id, p.title, p.slug, p.status, a.username, a.email, a.name, p.created_at, p.published_at,
      p.publish_at, p.tags, p.cover_image_url, p.excerpt, p.content
    FROM posts p JOIN users a ON a.id = p.author_id WHERE p.deleted_at IS NULL ORDER BY p.id
  ) TO STDOUT`;

/**
 * The control of an import: COPY of the finished rows from files, in one transaction, into the tables of the product,
 * which lie empty in a database of their own. They have their indexes, foreign keys, checks and settings; only their
 * triggers are off, because what these make is among the rows.
 *
 * @param plan the database that has the rows, its first process, and a folder for the files
 */
export async function copyIn(plan: { databaseUrl: string; postmaster: number; folder: string }): Promise<Cost> {
  const { databaseUrl, postmaster, folder } = plan;
  const fileOf = (table: string): string => join(folder, `${table}.copy`);
  return onClient(databaseUrl, async (source) => {
    // All of one moment: the application draws counts of tags together now and then.
    await source.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    for (const table of TABLES)
      await pipeline(source.query(copyTo(`COPY ${table} TO STDOUT (FORMAT binary)`)), createWriteStream(fileOf(table)));
    await source.query('COMMIT');
    // What the import has left for later is none of the control's work.
    await source.query('VACUUM ANALYZE');
    await source.query('CHECKPOINT');
    await source.query(`CREATE DATABASE ${TWIN}`);
    try {
      const twin = new URL(databaseUrl);
      twin.pathname = TWIN;
      await migrate(twin.href);
      return await onClient(twin.href, async (target) => {
        await prepare(target);
        const { cost } = await costOf([postmaster], async () => {
          await target.query('BEGIN');
          for (const table of TABLES)
            await pipeline(
              createReadStream(fileOf(table)),
              target.query(copyFrom(`COPY ${table} FROM STDIN (FORMAT binary)`)),
            );
          await target.query('COMMIT');
        });
        return cost;
      });
    } finally {
      await source.query(`DROP DATABASE ${TWIN} WITH (FORCE)`);
      for (const table of TABLES) await rm(fileOf(table), { force: true });
    }
  });
}

/** The control of an export: COPY of the same rows by PostgreSQL alone, read and thrown away. */
export function copyOut(databaseUrl: string): Promise<void> {
  return onClient(databaseUrl, async (client) => {
    await finished(client.query(copyTo(EXPORTED)).resume());
  });
}

/** The migrations have made some of the rows already. */
async function prepare(target: pg.Client): Promise<void> {
  await target.query(`TRUNCATE ${TABLES.join(', ')} CASCADE`);
  for (const table of TABLES) await target.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
}

async function onClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
