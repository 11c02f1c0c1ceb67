import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../platform/database/index.js';
import { PLACEHOLDER_ID, PLACEHOLDER_NAME, PLACEHOLDER_USERNAME } from './placeholder.js';
import type { PostsFate } from './posts-fate.js';

/** An account that is being erased. */
export interface Erasure {
  userId: string;
  posts: PostsFate;
}

const UNDER_WAY: Statement = {
  name: 'users.erasures',
  text: 'SELECT id AS "userId", erasing AS posts FROM users WHERE erasing IS NOT NULL ORDER BY id LIMIT $1',
};
const LOCK_LONG_DELETED: Statement = {
  name: 'users.lock-long-deleted',
  text: `SELECT id FROM users
    WHERE deleted_at < now() - make_interval(days => $1) AND erasing IS NULL AND id <> $2
    ORDER BY deleted_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
};
const HAS_PLACEHOLDER: Statement = { name: 'users.has-placeholder', text: 'SELECT 1 FROM users WHERE id = $1' };
const ADD_PLACEHOLDER: Statement = {
  name: 'users.add-placeholder',
  text: `INSERT INTO users (id, username, name, deleted_at, created_at, updated_at)
    VALUES ($1, $2, $3, now(), now(), now()) ON CONFLICT DO NOTHING`,
};
const UNFOLLOW: Statement = {
  name: 'users.erase-followed',
  text: `
    WITH followed AS MATERIALIZED (
      SELECT u.id FROM users u JOIN follows f ON f.followed_id = u.id WHERE f.follower_id = $1
      ORDER BY u.id LIMIT $2 FOR NO KEY UPDATE OF u),
    gone AS (
      DELETE FROM follows f USING followed u WHERE f.follower_id = $1 AND f.followed_id = u.id RETURNING f.followed_id)
    UPDATE users u SET follower_count = u.follower_count - 1 FROM gone WHERE u.id = gone.followed_id RETURNING u.id`,
};
const LOSE_FOLLOWERS: Statement = {
  name: 'users.erase-followers',
  text: `DELETE FROM follows WHERE followed_id = $1 AND follower_id IN (
      SELECT follower_id FROM follows WHERE followed_id = $1 LIMIT $2)
    RETURNING follower_id`,
};
const REMOVE: Statement = { name: 'users.erase', text: 'DELETE FROM users WHERE id = $1 AND erasing IS NOT NULL' };

/** Accounts on their way out of the database. */
@Injectable()
export class ErasureRepository {
  constructor(private readonly database: Database) {}

  findUnderWay(limit: number): Promise<Erasure[]> {
    return this.database.query<Erasure>(UNDER_WAY, [limit]);
  }

  /** Locks an account that was deleted more than so many days ago; one that is locked already is passed over. */
  async lockLongDeleted(days: number): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(LOCK_LONG_DELETED, [days, PLACEHOLDER_ID]);
    return row?.id;
  }

  /** Makes the placeholder where it is missing; under another name where somebody had taken its name already. */
  async ensurePlaceholder(): Promise<void> {
    for (let name = PLACEHOLDER_USERNAME; !(await this.hasPlaceholder()); name = another()) {
      await this.database.query(ADD_PLACEHOLDER, [PLACEHOLDER_ID, name, PLACEHOLDER_NAME]);
    }
  }

  /** Ends up to so many follows of the user's; gives those who were followed. */
  async unfollow(userId: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(UNFOLLOW, [userId, limit]);
    return rows.map(({ id }) => id);
  }

  /** Ends up to so many follows of the user by others; tells how many there were. */
  async loseFollowers(userId: string, limit: number): Promise<number> {
    return (await this.database.query(LOSE_FOLLOWERS, [userId, limit])).length;
  }

  /** Removes the row with all that goes with it. A foreign key refuses while something else hangs on it. */
  async remove(userId: string): Promise<void> {
    await this.database.query(REMOVE, [userId]);
  }

  private async hasPlaceholder(): Promise<boolean> {
    return (await this.database.query(HAS_PLACEHOLDER, [PLACEHOLDER_ID])).length > 0;
  }
}

function another(): string {
  return `${PLACEHOLDER_USERNAME}-${randomBytes(4).toString('hex')}`;
}
