import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { PUBLISHED } from './visibility.js';

// Neither version nor updated_at: a comment never makes an editor's save fail.
const ADMIT = {
  name: 'posts.admit-comment',
  text: `UPDATE posts p SET comment_count = p.comment_count + 1 WHERE p.id = $1 AND ${PUBLISHED} RETURNING p.id`,
};
const CHANGE = {
  name: 'posts.change-comment-count',
  text: 'UPDATE posts SET comment_count = comment_count + $2::integer WHERE id = $1',
};

/** The number of comments that a post shows. */
@Injectable()
export class PostCommentCountsRepository {
  constructor(private readonly database: Database) {}

  /** Counts one more if the post is published, and tells whether it is. */
  async admit(postId: string): Promise<boolean> {
    return (await this.database.query(ADMIT, [postId])).length > 0;
  }

  async change(postId: string, difference: number): Promise<void> {
    await this.database.query(CHANGE, [postId, difference]);
  }
}
