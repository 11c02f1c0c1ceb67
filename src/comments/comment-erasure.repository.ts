import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../platform/database/index.js';

/** How many of the emptied comments on a post it had counted. */
export interface EmptiedComments {
  postId: string;
  counted: number;
}

// Neither version nor updated_at: whose a comment is makes no version of it.
const HAND_OVER: Statement = {
  name: 'comments.hand-over',
  text: `
    UPDATE comments SET author_id = $2 WHERE id = ANY (ARRAY(
      SELECT c.id FROM comments c WHERE c.author_id = $1 ORDER BY c.id LIMIT $3 FOR NO KEY UPDATE))
    RETURNING id`,
};

const EMPTY: Statement = {
  name: 'comments.erase',
  text: `
    WITH own AS MATERIALIZED (
      SELECT c.id, c.post_id, NOT c.hidden AND NOT c.deleted AS counted FROM comments c
      WHERE c.author_id = $1 ORDER BY c.id LIMIT $3 FOR NO KEY UPDATE),
    emptied AS (
      UPDATE comments c SET author_id = $2, content = NULL, deleted = true, hidden_reason = NULL, updated_at = now(),
        version = c.version + 1,
        field_versions = c.field_versions || jsonb_build_object('content', c.version + 1, 'deleted', c.version + 1)
      FROM own WHERE c.id = own.id)
    SELECT post_id AS "postId", count(*) FILTER (WHERE counted)::integer AS counted
    FROM own GROUP BY post_id ORDER BY post_id`,
};

/** Takes one person out of the comments, a limited number of rows at a time. */
@Injectable()
export class CommentErasureRepository {
  constructor(private readonly database: Database) {}

  /** Makes comments another author's; tells how many. */
  async handOver(authorId: string, heirId: string, limit: number): Promise<number> {
    return (await this.database.query(HAND_OVER, [authorId, heirId, limit])).length;
  }

  /** Makes comments another author's and takes their words away; they keep their place. */
  empty(authorId: string, heirId: string, limit: number): Promise<EmptiedComments[]> {
    return this.database.query<EmptiedComments>(EMPTY, [authorId, heirId, limit]);
  }
}
