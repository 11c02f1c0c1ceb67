import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { Database, type Statement } from '../platform/database/index.js';
import { viewerOf, visibleTo, type Viewer } from '../posts/index.js';
import { Comment } from './comment.entity.js';
import { COMMENT_COLUMNS, type CommentRow } from './comment.rows.js';

const byId = (viewer: Viewer): Statement => ({
  name: `comments.by-id-${viewer}`,
  text: `
    SELECT ${COMMENT_COLUMNS}
    FROM comments c JOIN posts p ON p.id = c.post_id JOIN users a ON a.id = c.author_id
    WHERE c.id = $1 AND ${visibleTo(viewer, '$2')}`,
});
const BY_ID: Record<Viewer, Statement> = {
  anyone: byId('anyone'),
  member: byId('member'),
  moderator: byId('moderator'),
};

/** Comments one by one: plain rows for reading, locked entities for changing. Who sees the post sees its comments. */
@Injectable()
export class CommentsRepository {
  constructor(private readonly database: Database) {}

  async findById(id: string, caller: Principal | undefined): Promise<CommentRow | undefined> {
    const viewer = viewerOf(caller);
    const values = viewer === 'member' ? [id, caller?.userId] : [id];
    const [row] = await this.database.query<CommentRow>(BY_ID[viewer], values);
    return row;
  }

  /** Locks a comment that the caller may read until the transaction ends; its post is not locked. */
  lock(id: string, caller: Principal): Promise<Comment | null> {
    return this.database.manager
      .createQueryBuilder(Comment, 'c')
      .innerJoin('posts', 'p', 'p.id = c.post_id')
      .where('c.id = :id', { id })
      .andWhere(visibleTo(viewerOf(caller), ':callerId'), { callerId: caller.userId })
      .setLock('pessimistic_write', undefined, ['c'])
      .getOne();
  }

  /** The comment that a reply answers: until the transaction ends nobody changes it, but others may answer it too. */
  lockParent(id: string, postId: string): Promise<Comment | null> {
    return this.database.manager
      .createQueryBuilder(Comment, 'c')
      .where('c.id = :id AND c.post_id = :postId', { id, postId })
      .setLock('pessimistic_read')
      .getOne();
  }

  async insert(comment: Comment): Promise<void> {
    await this.database.manager.insert(Comment, comment);
  }

  /** Writes what has changed. */
  async save(comment: Comment): Promise<void> {
    const unsaved = comment.takeUnsaved();
    if (unsaved) await this.database.manager.update(Comment, comment.id, unsaved);
  }
}
