import { Injectable } from '@nestjs/common';
import { Audit, type Action } from '../audit/index.js';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { Precondition, Resource } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import { PostCommentCounts } from '../posts/index.js';
import type { CreateComment, EditComment, HideComment } from './comment.dto.js';
import { Comment } from './comment.entity.js';
import { unknownParent } from './comment.errors.js';
import { requireAuthor, requireRemover, seesHidden } from './comment.policy.js';
import { commentsTag } from './comment.tags.js';
import { toCommentView, type CommentView } from './comment.view.js';
import { CommentsRepository } from './comments.repository.js';

type Verb = (comment: Comment, now: Date) => void;

/** What is said about posts: writing, changing and hiding comments. Rows are locked comment first, then post. */
@Injectable()
export class CommentsService {
  constructor(
    private readonly database: Database,
    private readonly comments: CommentsRepository,
    private readonly counts: PostCommentCounts,
    private readonly cache: CacheTags,
    private readonly audit: Audit,
  ) {}

  /**
   * @throws NOT_FOUND when the caller sees no such post.
   * @throws VALIDATION_ERROR naming `parentId` when that is no comment on this post, or a reply itself.
   * @throws INVALID_STATE when the post is not published, or the parent is hidden or deleted.
   */
  create(postId: string, input: CreateComment, caller: Principal): Promise<Resource<CommentView>> {
    const { content, parentId = null } = input;
    return this.database.transaction(async () => {
      const parent = parentId === null ? null : await this.comments.lockParent(parentId, postId);
      await this.counts.admit(postId, caller);
      if (parentId !== null && !parent) throw unknownParent();
      const now = new Date();
      const comment = parent
        ? parent.reply(caller.userId, content, now)
        : Comment.on(postId, caller.userId, content, now);
      await this.comments.insert(comment);
      this.cache.changed(commentsTag(postId));
      const { data, version } = await this.show(comment.id, caller);
      return new Resource(data, version, `/api/v1/comments/${comment.id}`);
    });
  }

  /** @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED; INVALID_STATE when it is too old, hidden or deleted. */
  edit(
    id: string,
    { content }: EditComment,
    caller: Principal,
    precondition: Precondition,
  ): Promise<Resource<CommentView>> {
    return this.database.transaction(async () => {
      const comment = await this.lock(id, caller);
      requireAuthor(caller, comment);
      await this.write(comment, caller, precondition, (it, now) => {
        it.edit(content, now);
      });
      return this.show(id, caller);
    });
  }

  /** @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED; INVALID_STATE when it is deleted already. */
  remove(id: string, caller: Principal, precondition: Precondition): Promise<void> {
    return this.database.transaction(async () => {
      const comment = await this.lock(id, caller);
      requireRemover(caller, comment);
      await this.write(comment, caller, precondition, (it, now) => {
        it.delete(now);
      });
      if (comment.authorId !== caller.userId) await this.enter('comments.delete', id);
    });
  }

  /** For moderators. @throws NOT_FOUND; INVALID_STATE when it is hidden or deleted already. */
  hide(id: string, { reason }: HideComment, caller: Principal): Promise<Resource<CommentView>> {
    return this.moderate('comments.hide', id, caller, (comment, now) => {
      comment.hide(reason === undefined || reason === '' ? null : reason, now);
    });
  }

  /** For moderators. @throws NOT_FOUND; INVALID_STATE when it is not hidden, or deleted. */
  unhide(id: string, caller: Principal): Promise<Resource<CommentView>> {
    return this.moderate('comments.unhide', id, caller, (comment, now) => {
      comment.unhide(now);
    });
  }

  /** Whoever may call this has been decided by the route. */
  private moderate(action: Action, id: string, caller: Principal, verb: Verb): Promise<Resource<CommentView>> {
    return this.database.transaction(async () => {
      await this.write(await this.lock(id, caller), caller, Precondition.none, verb);
      await this.enter(action, id);
      return this.show(id, caller);
    });
  }

  /** What others than its author do to a comment. */
  private enter(action: Action, id: string): Promise<void> {
    return this.audit.record({ action, target: { type: 'comment', id } });
  }

  private async lock(id: string, caller: Principal): Promise<Comment> {
    const comment = await this.comments.lock(id, caller);
    if (!comment) throw notFound();
    return comment;
  }

  private async write(comment: Comment, caller: Principal, precondition: Precondition, verb: Verb): Promise<void> {
    if (precondition !== Precondition.none) {
      const current = await this.show(comment.id, caller);
      precondition.check(comment, () => current);
    }
    const { version, counts } = comment;
    verb(comment, new Date());
    if (comment.version === version) return;
    await this.comments.save(comment);
    if (comment.counts !== counts) await this.counts.change(comment.postId, comment.counts ? 1 : -1);
    this.cache.changed(commentsTag(comment.postId));
  }

  private async show(id: string, caller: Principal): Promise<Resource<CommentView>> {
    const row = await this.comments.findById(id, caller);
    if (!row) throw notFound();
    return new Resource(toCommentView(row, seesHidden(caller)), row.version);
  }
}
