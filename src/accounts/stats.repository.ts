import { Injectable } from '@nestjs/common';
import type { Role } from '../platform/context/index.js';
import { Database, type Statement } from '../platform/database/index.js';
import { PLACEHOLDER_ID } from '../users/index.js';

/** How many accounts have a role and a status. */
export interface StandingCount {
  role: Role;
  status: 'active' | 'suspended' | 'deleted';
  count: number;
}

/** How many accounts were made on a day (UTC), `2026-01-31`. */
export interface DayCount {
  day: string;
  count: number;
}

export interface AuthorCount {
  id: string;
  username: string;
  name: string;
  avatarUrl: string | null;
  postCount: number;
  commentCount: number;
}

// From users_standing_idx alone; accounts that are being erased are taken off by their own small index.
const STANDINGS: Statement = {
  name: 'accounts.standings',
  text: `
    SELECT role, status, sum(count)::integer AS count FROM (
      SELECT u.role, CASE WHEN u.deleted_at IS NOT NULL THEN 'deleted'
          WHEN u.suspended_at IS NOT NULL AND coalesce(u.suspended_until, 'infinity') > now() THEN 'suspended'
          ELSE 'active' END AS status, count(*) AS count
      FROM users u GROUP BY 1, 2
      UNION ALL
      SELECT 'user', 'deleted', -count(*) FROM users u WHERE u.erasing IS NOT NULL
      UNION ALL
      SELECT 'user', 'deleted', -count(*) FROM users u WHERE u.id = $1) counted
    GROUP BY role, status`,
};

const SIGN_UPS: Statement = {
  name: 'accounts.sign-ups',
  text: `
    WITH days AS (
      SELECT day::date AS day FROM generate_series(
        (now() AT TIME ZONE 'UTC')::date - ($1::integer - 1), (now() AT TIME ZONE 'UTC')::date, interval '1 day') day),
    counted AS (
      SELECT (u.created_at AT TIME ZONE 'UTC')::date AS day, count(*)::integer AS count FROM users u
      WHERE u.created_at >= ((now() AT TIME ZONE 'UTC')::date - ($1::integer - 1))::timestamp AT TIME ZONE 'UTC'
        AND u.id <> $2
      GROUP BY 1)
    SELECT to_char(days.day, 'YYYY-MM-DD') AS day, coalesce(counted.count, 0) AS count
    FROM days LEFT JOIN counted USING (day) ORDER BY days.day`,
};

// The posts are counted from posts_author_published_idx alone, the comments of the few who come out on top one by one.
const AUTHORS: Statement = {
  name: 'accounts.most-active-authors',
  text: `
    SELECT a.id, a.username, a.name, a.avatar_url AS "avatarUrl", top.posts AS "postCount",
      (SELECT count(*)::integer FROM comments c WHERE c.author_id = a.id AND NOT c.deleted) AS "commentCount"
    FROM (
      SELECT p.author_id, count(*)::integer AS posts FROM posts p
      WHERE p.status = 'published' AND p.deleted_at IS NULL
        AND p.author_id NOT IN (SELECT u.id FROM users u WHERE u.deleted_at IS NOT NULL)
      GROUP BY p.author_id ORDER BY posts DESC, p.author_id LIMIT $1) top
    JOIN users a ON a.id = top.author_id
    ORDER BY top.posts DESC, a.id`,
};

/** Counts over all accounts, from indexes. */
@Injectable()
export class StatsRepository {
  constructor(private readonly database: Database) {}

  countStandings(): Promise<StandingCount[]> {
    return this.database.query<StandingCount>(STANDINGS, [PLACEHOLDER_ID]);
  }

  /** The accounts of each of the last days, today included. */
  countSignUps(days: number): Promise<DayCount[]> {
    return this.database.query<DayCount>(SIGN_UPS, [days, PLACEHOLDER_ID]);
  }

  /** The authors of most published posts, who are not deleted. */
  findMostActiveAuthors(limit: number): Promise<AuthorCount[]> {
    return this.database.query<AuthorCount>(AUTHORS, [limit]);
  }
}
