import { Injectable } from '@nestjs/common';
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
import { summaryColumns, type PlacedPost, type PostSummaryRow } from './post.rows.js';
import { PUBLISHED } from './visibility.js';

/** Those whom the user `$1` follows. A deleted account is followed by nobody until it is restored. */
const FOLLOWED = `
  SELECT w.followed_id AS id FROM follows w JOIN users u ON u.id = w.followed_id AND u.deleted_at IS NULL
  WHERE w.follower_id = $1`;

const COUNT = {
  name: 'posts.count-feed',
  text: `
    SELECT count(*)::integer AS count FROM (
      SELECT 1 FROM (${FOLLOWED}) author JOIN posts p ON p.author_id = author.id AND ${PUBLISHED}
      LIMIT ${COUNT_LIMIT + 1}) counted`,
};

/** The published posts of those whom somebody follows. */
@Injectable()
export class FollowingFeedRepository {
  constructor(private readonly database: Database) {}

  /**
   * The posts of one window, by date of publication. Of `n` posts the newest are written by the `n` authors whose own
   * newest post is the newest: only their posts are merged, and every other author costs one look into the index.
   */
  find(followerId: string, direction: SortOrder, { limit, offset, after }: Window): Promise<PlacedPost[]> {
    const order: KeysetOrder = { expression: 'p.published_at', type: 'timestamptz', direction, id: 'p.id' };
    const first = (count: number): string => `ORDER BY ${keysetOrderBy(order)} LIMIT ${count}`;
    const reach = offset + limit + 1;
    const ofAuthor = (count: number): string => `
      SELECT p.id, p.published_at FROM posts p
      WHERE p.author_id = author.id AND ${PUBLISHED} ${after ? `AND ${keysetAfter(order, 2)}` : ''} ${first(count)}`;
    return this.database.queryText<PostSummaryRow & KeysetRow>(
      `SELECT ${summaryColumns('$1')}, ${keysetColumns(order)}
        FROM (
          SELECT p.id FROM (
            SELECT author.id FROM (${FOLLOWED}) author CROSS JOIN LATERAL (${ofAuthor(1)}) p ${first(reach)}) author
          CROSS JOIN LATERAL (${ofAuthor(reach)}) p ${first(limit + 1)} OFFSET ${offset}) found
        JOIN posts p ON p.id = found.id JOIN users a ON a.id = p.author_id
        ORDER BY ${keysetOrderBy(order)}`,
      [followerId, ...(after ? keysetValues(after) : [])],
    );
  }

  /** How many posts {@link find} leads through, counted up to {@link COUNT_LIMIT} + 1. */
  async count(followerId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT, [followerId]);
    return row?.count ?? 0;
  }
}
