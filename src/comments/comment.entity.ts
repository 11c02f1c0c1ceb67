import { Column, Entity, PrimaryColumn } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Versioned } from '../platform/database/index.js';
import { nestedTooDeep, notInState } from './comment.errors.js';

/** How long after its creation a comment can be edited, in milliseconds. */
export const EDIT_WINDOW = 15 * 60_000;

/** What changes in the life of a comment. */
interface CommentMembers {
  content: string | null;
  hidden: boolean;
  hiddenReason: string | null;
  deleted: boolean;
}

/** A comment on a post, or a reply to one. Hidden or deleted it keeps its place in the thread. */
@Entity('comments')
export class Comment extends Versioned<CommentMembers> {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'post_id', type: 'uuid' })
  postId: string;

  /** The comment that a reply answers. */
  @Column({ name: 'parent_id', type: 'uuid', nullable: true })
  parentId: string | null;

  @Column({ name: 'author_id', type: 'uuid' })
  authorId: string;

  /** Null once it is deleted. */
  @Column('text', { nullable: true })
  content: string | null;

  @Column('boolean')
  hidden: boolean;

  @Column('text', { name: 'hidden_reason', nullable: true })
  hiddenReason: string | null;

  @Column('boolean')
  deleted: boolean;

  static on(postId: string, authorId: string, content: string, now: Date): Comment {
    return Object.assign(new Comment(), {
      id: uuid(),
      postId,
      parentId: null,
      authorId,
      content,
      hidden: false,
      hiddenReason: null,
      deleted: false,
      createdAt: now,
      updatedAt: now,
    });
  }

  /** Whether it is one of those that its post counts. */
  get counts(): boolean {
    return !this.hidden && !this.deleted;
  }

  /**
   * A reply to this comment. It is the younger one of the two, whatever the clocks of the instances say.
   *
   * @throws VALIDATION_ERROR naming `parentId` when this is a reply itself; INVALID_STATE when it is hidden or deleted.
   */
  reply(authorId: string, content: string, now: Date): Comment {
    if (this.parentId !== null) throw nestedTooDeep();
    this.requireShown(now);
    const createdAt = new Date(Math.max(now.getTime(), this.createdAt.getTime() + 1));
    return Object.assign(Comment.on(this.postId, authorId, content, createdAt), { parentId: this.id });
  }

  /** @throws INVALID_STATE when it is hidden or deleted, or older than {@link EDIT_WINDOW}. */
  edit(content: string, now: Date): void {
    this.requireShown(now);
    if (!this.isYoung(now)) throw notInState('too old to be edited', this.allowed(now));
    this.change({ content }, now);
  }

  /** Takes its words away for good. @throws INVALID_STATE when that has been done. */
  delete(now: Date): void {
    if (this.deleted) throw notInState('deleted', this.allowed(now));
    this.change({ content: null, deleted: true }, now);
  }

  /** @throws INVALID_STATE when it is hidden or deleted already. */
  hide(reason: string | null, now: Date): void {
    this.requireShown(now);
    this.change({ hidden: true, hiddenReason: reason }, now);
  }

  /** @throws INVALID_STATE unless it is hidden and not deleted. */
  unhide(now: Date): void {
    if (this.deleted || !this.hidden) throw notInState(this.deleted ? 'deleted' : 'not hidden', this.allowed(now));
    this.change({ hidden: false, hiddenReason: null }, now);
  }

  private requireShown(now: Date): void {
    if (!this.counts) throw notInState(this.deleted ? 'deleted' : 'hidden', this.allowed(now));
  }

  private isYoung(now: Date): boolean {
    return now.getTime() - this.createdAt.getTime() <= EDIT_WINDOW;
  }

  /** The actions that its state admits, to whomever they are open. */
  private allowed(now: Date): string[] {
    if (this.deleted) return [];
    if (this.hidden) return ['unhide', 'delete'];
    return this.isYoung(now) ? ['edit', 'hide', 'delete'] : ['hide', 'delete'];
  }
}
