import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import {
  Database,
  keysetAfter,
  keysetColumns,
  keysetOrderBy,
  keysetValues,
  type KeysetOrder,
  type KeysetRow,
} from '../platform/database/index.js';
import { COUNT_LIMIT, type SortOrder, type Window } from '../platform/http/index.js';
import { viewerOf, visibleTo } from '../posts/index.js';
import { COMMENT_COLUMNS, type CommentRow } from './comment.rows.js';

/** Which comments on a post: all, those that are no replies (null), or the replies to one. */
export interface CommentSelection {
  postId: string;
  parentId?: string | null;
  caller?: Principal;
}

interface SqlCondition {
  text: string;
  values: unknown[];
}

const ORDER = { expression: 'c.created_at', type: 'timestamptz', id: 'c.id' } as const;

/** Lists of the comments on a post, for those who see the post. */
@Injectable()
export class CommentListsRepository {
  constructor(private readonly database: Database) {}

  /** The rows of a window: one more than its limit, so that the last page is known by it. */
  find(selection: CommentSelection, direction: SortOrder, window: Window): Promise<(CommentRow & KeysetRow)[]> {
    const { limit, offset, after } = window;
    const order: KeysetOrder = { ...ORDER, direction };
    const { text, values } = conditionOf(selection);
    return this.database.queryText<CommentRow & KeysetRow>(
      `SELECT ${COMMENT_COLUMNS}, ${keysetColumns(order)}
       FROM comments c JOIN posts p ON p.id = c.post_id JOIN users a ON a.id = c.author_id
       WHERE ${text}${after ? ` AND ${keysetAfter(order, values.length + 1)}` : ''}
       ORDER BY ${keysetOrderBy(order)} LIMIT ${limit + 1} OFFSET ${offset}`,
      after ? [...values, ...keysetValues(after)] : values,
    );
  }

  /** How many there are, hidden and deleted ones included, counted as far as a list tells. */
  async count(selection: CommentSelection): Promise<number> {
    const { text, values } = conditionOf(selection);
    const [row] = await this.database.queryText<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (
         SELECT FROM comments c JOIN posts p ON p.id = c.post_id WHERE ${text} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      values,
    );
    return row?.count ?? 0;
  }

  /** Whether the caller sees the post at all. */
  async seesPost({ postId, caller }: CommentSelection): Promise<boolean> {
    const { text, values } = visiblePost(postId, caller);
    return (await this.database.queryText(`SELECT 1 FROM posts p WHERE ${text}`, values)).length > 0;
  }
}

function visiblePost(postId: string, caller: Principal | undefined): SqlCondition {
  const viewer = viewerOf(caller);
  const values = viewer === 'member' ? [postId, caller?.userId] : [postId];
  return { text: `p.id = $1 AND ${visibleTo(viewer, '$2')}`, values };
}

function conditionOf({ postId, parentId, caller }: CommentSelection): SqlCondition {
  const { text, values } = visiblePost(postId, caller);
  if (parentId === undefined) return { text: `c.post_id = $1 AND ${text}`, values };
  if (parentId === null) return { text: `c.post_id = $1 AND c.parent_id IS NULL AND ${text}`, values };
  const parent = `c.parent_id = $${values.length + 1}`;
  return { text: `c.post_id = $1 AND ${parent} AND ${text}`, values: [...values, parentId] };
}
