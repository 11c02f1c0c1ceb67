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
import type { UserRecord } from './user.view.js';
import { RECORD_SQL } from './users.repository.js';

const LOCK_USER = {
  name: 'follows.lock-user',
  text: 'SELECT 1 FROM users WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE',
};

const ADD = {
  name: 'follows.add',
  text: `
    WITH added AS (
      INSERT INTO follows (followed_id, follower_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING followed_id)
    UPDATE users SET follower_count = follower_count + 1 WHERE id = (SELECT followed_id FROM added) RETURNING id`,
};

const REMOVE = {
  name: 'follows.remove',
  text: `
    WITH removed AS (DELETE FROM follows WHERE followed_id = $1 AND follower_id = $2 RETURNING followed_id)
    UPDATE users SET follower_count = follower_count - 1 WHERE id = (SELECT followed_id FROM removed) RETURNING id`,
};

const FOLLOWED = 'follows f JOIN users u ON u.id = f.followed_id AND u.deleted_at IS NULL WHERE f.follower_id = $1';

const COUNT = {
  name: 'follows.count',
  text: `SELECT count(*)::integer AS count FROM (SELECT 1 FROM ${FOLLOWED} LIMIT ${COUNT_LIMIT + 1}) counted`,
};

/** Who follows whom. */
@Injectable()
export class FollowsRepository {
  constructor(private readonly database: Database) {}

  /** Locks a user who is not deleted until the transaction ends, before anything else, so that writers don't wait in a circle. */
  async lockUser(id: string): Promise<boolean> {
    return (await this.database.query(LOCK_USER, [id])).length > 0;
  }

  /** Tells whether the one did not follow the other before. */
  async add(followedId: string, followerId: string): Promise<boolean> {
    return (await this.database.query(ADD, [followedId, followerId])).length > 0;
  }

  /** Tells whether the one followed the other before. */
  async remove(followedId: string, followerId: string): Promise<boolean> {
    return (await this.database.query(REMOVE, [followedId, followerId])).length > 0;
  }

  /** Those whom the user follows and who are not deleted, in the order in which that began. */
  findFollowed(
    followerId: string,
    direction: SortOrder,
    { limit, offset, after }: Window,
  ): Promise<(UserRecord & KeysetRow)[]> {
    const order: KeysetOrder = { expression: 'f.created_at', type: 'timestamptz', direction, id: 'f.followed_id' };
    return this.database.queryText<UserRecord & KeysetRow>(
      `SELECT ${RECORD_SQL}, ${keysetColumns(order)} FROM ${FOLLOWED}
        ${after ? `AND ${keysetAfter(order, 2)}` : ''}
        ORDER BY ${keysetOrderBy(order)} LIMIT ${limit + 1} OFFSET ${offset}`,
      [followerId, ...(after ? keysetValues(after) : [])],
    );
  }

  /** How many {@link findFollowed} finds, counted up to {@link COUNT_LIMIT} + 1. */
  async countFollowed(followerId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT, [followerId]);
    return row?.count ?? 0;
  }
}
