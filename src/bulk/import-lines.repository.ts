import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { copyRow, type CopyValue } from './copy-row.js';
import type { LineError } from './import-line.js';
import type { StagedPost } from './staged-post.js';

/** The columns of a staged line, in the order in which they are copied: type, and the value in a staged post. */
const COLUMNS: Record<string, [type: string, value: (post: StagedPost) => CopyValue]> = {
  line: ['bigint NOT NULL', (post) => post.line],
  id: ['uuid NOT NULL', (post) => post.id],
  revision_id: ['uuid NOT NULL', (post) => post.revisionId],
  external_id: ['text', (post) => post.externalId],
  own_id: ['uuid', (post) => post.ownId],
  title: ['text NOT NULL', (post) => post.title],
  content: ['text NOT NULL', (post) => post.content],
  excerpt: ['text', (post) => post.excerpt],
  gives_excerpt: ['boolean NOT NULL', (post) => post.givesExcerpt],
  derived_excerpt: ['text NOT NULL', (post) => post.derivedExcerpt],
  reading_time_minutes: ['integer NOT NULL', (post) => post.readingTimeMinutes],
  slug: ['text', (post) => post.slug],
  slug_stem: ['text NOT NULL', (post) => post.slugStem],
  tags: ['text[]', (post) => post.tags],
  tag_keys: ['text[]', (post) => post.tagKeys],
  cover_image_url: ['text', (post) => post.coverImageUrl],
  gives_cover: ['boolean NOT NULL', (post) => post.givesCover],
  status: ['text', (post) => post.status],
  publish_at: ['timestamptz(3)', (post) => post.publishAt],
  published_at: ['timestamptz(3)', (post) => post.publishedAt],
  created_at: ['timestamptz(3)', (post) => post.createdAt],
  username: ['text', (post) => post.username],
  email: ['text', (post) => post.email],
  name: ['text', (post) => post.name],
};
const NAMES = Object.keys(COLUMNS);
const VALUES = Object.values(COLUMNS).map(([, value]) => value);

// Temporary tables are the session's own: they cost no write-ahead log, and end with the transaction however it ends.
const CREATE = `
  CREATE TEMPORARY TABLE post_import_lines (
    ${NAMES.map((name) => `${name} ${COLUMNS[name]?.[0] ?? ''}`).join(', ')}, search tsvector, title_key text
  ) ON COMMIT DROP`;

// What costs most is done while the lines arrive, before the merge is in anybody's way.
const CREATE_TRIGGER = `
  CREATE TRIGGER post_import_lines_set_search BEFORE INSERT ON post_import_lines
  FOR EACH ROW EXECUTE FUNCTION posts_set_search()`;

const CREATE_REFUSALS = `
  CREATE TEMPORARY TABLE post_import_refusals (
    line bigint NOT NULL, field text NOT NULL, code text NOT NULL, message text NOT NULL
  ) ON COMMIT DROP`;

/** Characters that are sent to the database at once, and the milliseconds after which fewer are. */
const PART = 65_536;
const PATIENCE = 1_000;

/** The lines of one import on their way into the database. */
@Injectable()
export class ImportLinesRepository {
  constructor(private readonly database: Database) {}

  /** Makes the tables of one import, which end with the transaction. */
  async create(): Promise<void> {
    await this.database.queryText(CREATE);
    await this.database.queryText(CREATE_TRIGGER);
    await this.database.queryText(CREATE_REFUSALS);
  }

  /** Writes all lines, as fast as the database takes them. @throws what the lines throw. */
  async copy(posts: AsyncIterable<StagedPost>): Promise<void> {
    await this.database.copyIn(`COPY post_import_lines (${NAMES.join(', ')}) FROM STDIN`, inParts(posts));
    await this.database.queryText('ALTER TABLE post_import_lines ADD PRIMARY KEY (line)');
    await this.database.queryText('ANALYZE post_import_lines (line, id, external_id, slug, status)');
  }

  /** The first faults that the database has found, and how many lines have one. */
  async refusals(limit: number): Promise<{ count: number; errors: LineError[] }> {
    const [row] = await this.database.queryText<{ count: number }>(
      'SELECT count(DISTINCT line)::integer AS count FROM post_import_refusals',
    );
    const errors = await this.database.queryText<LineError>(
      'SELECT line::integer, field, code, message FROM post_import_refusals ORDER BY line, field LIMIT $1',
      [limit],
    );
    return { count: row?.count ?? 0, errors };
  }
}

/**
 * The rows in large parts. From a slow sender they come sooner: a session that waits for more of a COPY hears nothing else,
 * and whoever creates or drops a database on the server waits for it (PostgreSQL's ProcSignalBarrier).
 */
async function* inParts(posts: AsyncIterable<StagedPost>): AsyncGenerator<string> {
  let part = '';
  let sentAt = performance.now();
  for await (const post of posts) {
    part += copyRow(VALUES.map((value) => value(post)));
    if (part.length < PART && performance.now() - sentAt < PATIENCE) continue;
    yield part;
    part = '';
    sentAt = performance.now();
  }
  if (part !== '') yield part;
}
