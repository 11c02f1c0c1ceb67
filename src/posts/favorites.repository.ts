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
import { SUMMARY_COLUMNS, type PlacedPost, type PostSummaryRow } from './post.rows.js';
import { PUBLISHED } from './visibility.js';

const LOCK_POST = {
  name: 'favorites.lock-post',
  text: `SELECT 1 FROM posts p WHERE p.id = $1 AND ${PUBLISHED} FOR NO KEY UPDATE`,
};

const ADD = {
  name: 'favorites.add',
  text: `
    WITH added AS (
      INSERT INTO favorites (post_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING post_id)
    UPDATE posts SET favorite_count = favorite_count + 1 WHERE id = (SELECT post_id FROM added) RETURNING id`,
};

const REMOVE = {
  name: 'favorites.remove',
  text: `
    WITH removed AS (DELETE FROM favorites WHERE post_id = $1 AND user_id = $2 RETURNING post_id)
    UPDATE posts SET favorite_count = favorite_count - 1 WHERE id = (SELECT post_id FROM removed) RETURNING id`,
};

const OF_USER = `favorites f JOIN posts p ON p.id = f.post_id JOIN users a ON a.id = p.author_id
  WHERE f.user_id = $1 AND ${PUBLISHED}`;

const COUNT = {
  name: 'favorites.count',
  text: `SELECT count(*)::integer AS count FROM (SELECT 1 FROM ${OF_USER} LIMIT ${COUNT_LIMIT + 1}) counted`,
};

/** Who has which post among their favourites. */
@Injectable()
export class FavoritesRepository {
  constructor(private readonly database: Database) {}

  /** Locks a published post until the transaction ends, before anything else, so that writers of one post don't wait in a circle. */
  async lockPost(postId: string): Promise<boolean> {
    return (await this.database.query(LOCK_POST, [postId])).length > 0;
  }

  /** Tells whether it was none of the user's favourites before. */
  async add(postId: string, userId: string): Promise<boolean> {
    return (await this.database.query(ADD, [postId, userId])).length > 0;
  }

  /** Tells whether it was one of the user's favourites before. */
  async remove(postId: string, userId: string): Promise<boolean> {
    return (await this.database.query(REMOVE, [postId, userId])).length > 0;
  }

  /** The user's favourites that are published, in the order in which they became favourites. */
  findOf(userId: string, direction: SortOrder, { limit, offset, after }: Window): Promise<PlacedPost[]> {
    const order: KeysetOrder = { expression: 'f.created_at', type: 'timestamptz', direction, id: 'f.post_id' };
    return this.database.queryText<PostSummaryRow & KeysetRow>(
      `SELECT ${SUMMARY_COLUMNS}, true AS favorited, ${keysetColumns(order)} FROM ${OF_USER}
        ${after ? `AND ${keysetAfter(order, 2)}` : ''}
        ORDER BY ${keysetOrderBy(order)} LIMIT ${limit + 1} OFFSET ${offset}`,
      [userId, ...(after ? keysetValues(after) : [])],
    );
  }

  /** How many {@link findOf} finds, counted up to {@link COUNT_LIMIT} + 1. */
  async countOf(userId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT, [userId]);
    return row?.count ?? 0;
  }
}
