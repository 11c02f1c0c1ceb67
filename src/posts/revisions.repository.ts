import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Principal } from '../platform/context/index.js';
import {
  Database,
  keysetAfter,
  keysetColumns,
  keysetOrderBy,
  keysetValues,
  type KeysetOrder,
  type KeysetRow,
  type Statement,
} from '../platform/database/index.js';
import type { SortOrder, Window } from '../platform/http/index.js';
import { viewerOf, visibleTo, type Viewer } from './visibility.js';

/** A revision in a list, with its editor where one is known. */
export interface RevisionSummaryRow {
  version: number;
  title: string;
  excerpt: string | null;
  tags: string[];
  createdAt: string;
  editorId: string | null;
  editorUsername: string | null;
  editorName: string | null;
  editorAvatarUrl: string | null;
}

export interface RevisionRow extends RevisionSummaryRow {
  content: string;
}

export type PlacedRevision = RevisionSummaryRow & KeysetRow;

const COLUMNS = `
  r.version, r.title, r.excerpt, r.tags, r.created_at AS "createdAt", e.id AS "editorId",
  e.username AS "editorUsername", e.name AS "editorName", e.avatar_url AS "editorAvatarUrl"`;

const authorOf = (viewer: Viewer): Statement => ({
  name: `post_revisions.author-for-${viewer}`,
  text: `SELECT p.author_id AS "authorId" FROM posts p WHERE p.id = $1 AND ${visibleTo(viewer, '$2')}`,
});

const RECORD = {
  name: 'post_revisions.record',
  text: `
    INSERT INTO post_revisions (id, post_id, version, title, excerpt, content, tags, edited_by, created_at)
    SELECT $1, id, version, title, excerpt, content, tags, $3, updated_at FROM posts WHERE id = $2`,
};

// PostgreSQL takes one version of many posts for many rows: the limit tells it that there is one at most.
const ONE = {
  name: 'post_revisions.by-version',
  text: `
    SELECT ${COLUMNS}, r.content
    FROM (SELECT * FROM post_revisions WHERE post_id = $1 AND version = $2 LIMIT 1) r
    LEFT JOIN users e ON e.id = r.edited_by`,
};

const BEFORE = {
  name: 'post_revisions.before',
  text: `
    SELECT ${COLUMNS}, r.content FROM post_revisions r LEFT JOIN users e ON e.id = r.edited_by
    WHERE r.post_id = $1 AND r.version < $2 ORDER BY r.version DESC LIMIT 1`,
};

const COUNT = {
  name: 'post_revisions.count',
  text: `
    SELECT count(*)::integer AS count
    FROM (SELECT 1 FROM post_revisions WHERE post_id = $1 LIMIT $2) counted`,
};

const ORDER = { expression: 'r.version', type: 'integer', id: 'r.id' } as const;

/** What posts said after each change of their text. */
@Injectable()
export class RevisionsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes down what a post says now, as its row has it.
   *
   * @param editorId null when nobody in particular has changed it.
   */
  async record(postId: string, editorId: string | null): Promise<void> {
    await this.database.query(RECORD, [uuid(), postId, editorId]);
  }

  /** The author of a post, if the caller may see it. */
  async findAuthor(postId: string, caller: Principal): Promise<{ authorId: string } | undefined> {
    const viewer = viewerOf(caller);
    const values = viewer === 'member' ? [postId, caller.userId] : [postId];
    const [row] = await this.database.query<{ authorId: string }>(authorOf(viewer), values);
    return row;
  }

  async find(postId: string, version: number): Promise<RevisionRow | undefined> {
    const [row] = await this.database.query<RevisionRow>(ONE, [postId, version]);
    return row;
  }

  /** The last revision before a version. */
  async findBefore(postId: string, version: number): Promise<RevisionRow | undefined> {
    const [row] = await this.database.query<RevisionRow>(BEFORE, [postId, version]);
    return row;
  }

  list(postId: string, direction: SortOrder, { limit, offset, after }: Window): Promise<PlacedRevision[]> {
    const order: KeysetOrder = { ...ORDER, direction };
    return this.database.queryText<RevisionSummaryRow & KeysetRow>(
      `SELECT ${COLUMNS}, ${keysetColumns(order)}
        FROM post_revisions r LEFT JOIN users e ON e.id = r.edited_by
        WHERE r.post_id = $1 ${after ? `AND ${keysetAfter(order, 2)}` : ''}
        ORDER BY ${keysetOrderBy(order)} LIMIT ${limit + 1} OFFSET ${offset}`,
      [postId, ...(after ? keysetValues(after) : [])],
    );
  }

  /** How many revisions a post has, counted up to the limit. */
  async count(postId: string, limit: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT, [postId, limit]);
    return row?.count ?? 0;
  }
}
