import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import type { LineError } from './import-line.js';
import { DROP_ENTRY_TRIGGER, ENTRY_TRIGGER } from './search-entries.js';
import { STAGED_COLUMNS, STAGED_NAMES } from './staged-columns.js';
import type { StagedPost } from './staged-post.js';
import { stagedRows } from './staged-rows.js';

// Temporary tables are the session's own: they cost no write-ahead log, and end with the transaction however it ends.
const CREATE = `CREATE TEMPORARY TABLE post_import_lines (${STAGED_COLUMNS}) ON COMMIT DROP`;

// As it is stored in posts: what is once compressed would stay so.
const STORE_SEARCH = 'ALTER TABLE post_import_lines ALTER COLUMN search SET STORAGE EXTERNAL';

const COPY = `COPY post_import_lines (${STAGED_NAMES}) FROM STDIN (FORMAT binary)`;

const CREATE_REFUSALS = `
  CREATE TEMPORARY TABLE post_import_refusals (
    line bigint NOT NULL, field text NOT NULL, code text NOT NULL, message text NOT NULL
  ) ON COMMIT DROP`;

/** The lines of one import on their way into the database. */
@Injectable()
export class ImportLinesRepository {
  constructor(private readonly database: Database) {}

  /** Makes the tables of one import, which end with the transaction. */
  async create(): Promise<void> {
    for (const step of [CREATE, STORE_SEARCH, ...ENTRY_TRIGGER, CREATE_REFUSALS]) await this.database.queryText(step);
  }

  /** Writes all lines, as fast as the database takes them. @throws what the lines throw. */
  async copy(posts: AsyncIterable<StagedPost>): Promise<void> {
    await this.database.copyIn(COPY, (beside) => stagedRows(posts, beside));
    await this.database.queryText(DROP_ENTRY_TRIGGER);
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
