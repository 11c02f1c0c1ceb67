import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../platform/database/index.js';

/** A post that is gone. */
export interface RemovedPost {
  id: string;
  wasPublic: boolean;
}

const PRIVATE = `(p.status IN ('draft', 'scheduled') OR p.deleted_at IS NOT NULL)`;

const removing = (which: string): string => `
  DELETE FROM posts WHERE id = ANY (ARRAY(
    SELECT p.id FROM posts p WHERE p.author_id = $1 AND ${which} ORDER BY p.id LIMIT $2 FOR UPDATE))
  RETURNING id, status = 'published' AND deleted_at IS NULL AS "wasPublic"`;

const REMOVE_ALL: Statement = { name: 'posts.erase-all', text: removing('true') };
const REMOVE_PRIVATE: Statement = { name: 'posts.erase-private', text: removing(PRIVATE) };

// Neither version nor updated_at: whose a post is makes no version of it.
const HAND_OVER: Statement = {
  name: 'posts.hand-over',
  text: `
    UPDATE posts SET author_id = $2 WHERE id = ANY (ARRAY(
      SELECT p.id FROM posts p WHERE p.author_id = $1 AND NOT ${PRIVATE} ORDER BY p.id LIMIT $3 FOR NO KEY UPDATE))
    RETURNING id`,
};
const HAND_OVER_REVISIONS: Statement = {
  name: 'post_revisions.hand-over',
  text: `
    UPDATE post_revisions SET edited_by = $2 WHERE id = ANY (ARRAY(
      SELECT r.id FROM post_revisions r WHERE r.edited_by = $1 ORDER BY r.id LIMIT $3 FOR NO KEY UPDATE))
    RETURNING id`,
};

// Posts first, as whoever adds or removes a favourite locks them.
const REMOVE_FAVORITES: Statement = {
  name: 'favorites.erase',
  text: `
    WITH liked AS MATERIALIZED (
      SELECT p.id FROM posts p JOIN favorites f ON f.post_id = p.id WHERE f.user_id = $1
      ORDER BY p.id LIMIT $2 FOR NO KEY UPDATE OF p),
    gone AS (DELETE FROM favorites f USING liked p WHERE f.user_id = $1 AND f.post_id = p.id RETURNING f.post_id)
    UPDATE posts p SET favorite_count = p.favorite_count - 1 FROM gone WHERE p.id = gone.post_id RETURNING p.id`,
};

/** Takes one person out of the posts, a limited number of rows at a time. */
@Injectable()
export class AuthorErasureRepository {
  constructor(private readonly database: Database) {}

  /** Removes posts for good: all of them, or those that no reader ever saw or sees any more. */
  remove(authorId: string, which: 'all' | 'private', limit: number): Promise<RemovedPost[]> {
    return this.database.query<RemovedPost>(which === 'all' ? REMOVE_ALL : REMOVE_PRIVATE, [authorId, limit]);
  }

  /** Makes the other posts another author's; tells how many. */
  async handOver(authorId: string, heirId: string, limit: number): Promise<number> {
    return (await this.database.query(HAND_OVER, [authorId, heirId, limit])).length;
  }

  /** Makes revisions another editor's; tells how many. */
  async handOverRevisions(editorId: string, heirId: string, limit: number): Promise<number> {
    return (await this.database.query(HAND_OVER_REVISIONS, [editorId, heirId, limit])).length;
  }

  /** Removes favourites; gives the posts that were. */
  async removeFavorites(userId: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(REMOVE_FAVORITES, [userId, limit]);
    return rows.map(({ id }) => id);
  }
}
