import { Column, Entity, PrimaryColumn } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Versioned } from '../platform/database/index.js';
import { invalidField } from '../platform/problem/index.js';
import { notInState } from './post.errors.js';
import { deriveExcerpt } from './excerpt.js';
import { readingTimeMinutes } from './reading-time.js';
import type { PostStatus } from './visibility.js';

/** What a post is made of. */
export interface PostText {
  title: string;
  content: string;
  excerpt: string | null;
  tags: string[];
  coverImageUrl: string | null;
}

/** What changes in the life of a post. */
interface PostMembers extends PostText {
  authorId: string;
  slug: string;
  status: PostStatus;
  readingTimeMinutes: number;
  publishedAt: Date | null;
  publishAt: Date | null;
  deletedAt: Date | null;
}

/** What can be done to a post in each state, by the names of the actions. */
export const ACTIONS: Record<PostStatus, readonly string[]> = {
  draft: ['publish', 'archive'],
  scheduled: ['publish', 'unpublish', 'archive'],
  published: ['unpublish', 'archive'],
  archived: ['unpublish'],
};

const timestamp = { type: 'timestamptz', precision: 3, nullable: true } as const;

/** A post: draft, scheduled, published or archived, and out of sight in whichever state while it lies in the trash. */
@Entity('posts')
export class Post extends Versioned<PostMembers> {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'author_id', type: 'uuid' })
  authorId: string;

  @Column('text')
  slug: string;

  @Column('text')
  title: string;

  @Column('text', { nullable: true })
  excerpt: string | null;

  /** Made of the content, shown where no excerpt is given; empty when it has no text. */
  @Column('text', { name: 'derived_excerpt' })
  derivedExcerpt: string;

  @Column('text')
  content: string;

  @Column('text')
  status: PostStatus;

  @Column('text', { array: true })
  tags: string[];

  @Column('text', { name: 'cover_image_url', nullable: true })
  coverImageUrl: string | null;

  @Column('integer', { name: 'reading_time_minutes' })
  readingTimeMinutes: number;

  /** When it was published first; kept while it is a draft again, so that it returns to its place. */
  @Column({ name: 'published_at', ...timestamp })
  publishedAt: Date | null;

  /** When it goes live; null unless it is scheduled. */
  @Column({ name: 'publish_at', ...timestamp })
  publishAt: Date | null;

  /** What an imported post is known by where it came from. */
  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null;

  @Column({ name: 'deleted_at', ...timestamp })
  deletedAt: Date | null;

  /** A new draft, which has yet to be given its slug. */
  static draft(authorId: string, text: PostText, now: Date): Post {
    return Object.assign(new Post(), text, {
      id: uuid(),
      authorId,
      status: 'draft' as const,
      readingTimeMinutes: readingTimeMinutes(text.content),
      derivedExcerpt: deriveExcerpt(text.content),
      publishedAt: null,
      publishAt: null,
      externalId: null,
      deletedAt: null,
      createdAt: now,
      updatedAt: now,
    });
  }

  /** A new post that begins its life published; it has yet to be given its slug. */
  static published(authorId: string, text: PostText, publishedAt: Date, now: Date): Post {
    return Object.assign(Post.draft(authorId, text, now), { status: 'published' as const, publishedAt });
  }

  /** A new post that waits for its time; it has yet to be given its slug. @throws VALIDATION_ERROR unless that is to come. */
  static scheduled(authorId: string, text: PostText, publishAt: Date, now: Date): Post {
    requireToCome(publishAt, now);
    return Object.assign(Post.draft(authorId, text, now), { status: 'scheduled' as const, publishAt });
  }

  get isPublic(): boolean {
    return this.status === 'published' && this.deletedAt === null;
  }

  /** Sets what is given and different; undefined stays as it is. */
  edit(text: Partial<PostText> & { slug?: string }, now: Date): void {
    this.rewrite(text, now);
  }

  /** Publishes it now, even if a later time was set. @throws INVALID_STATE unless it is a draft or scheduled. */
  publish(now: Date): void {
    this.require('publish');
    this.change({ status: 'published', publishedAt: this.publishedAt ?? now, publishAt: null }, now);
  }

  /**
   * Sets the time at which it goes live, or another one.
   *
   * @throws INVALID_STATE unless it is a draft or scheduled; VALIDATION_ERROR unless the time is to come.
   */
  schedule(publishAt: Date, now: Date): void {
    this.require('publish');
    requireToCome(publishAt, now);
    this.change({ status: 'scheduled', publishAt }, now);
  }

  /** Publishes it at its time, as which the time that was set counts, however late this happens. */
  goLive(now: Date): void {
    if (this.status !== 'scheduled' || this.deletedAt !== null) return;
    this.change({ status: 'published', publishedAt: this.publishedAt ?? this.publishAt, publishAt: null }, now);
  }

  /** Makes it a draft. @throws INVALID_STATE when it is one. */
  unpublish(now: Date): void {
    this.require('unpublish');
    this.change({ status: 'draft', publishAt: null }, now);
  }

  /** Puts it away: its readers don't see it any more, and it stays with its author. @throws INVALID_STATE when it is. */
  archive(now: Date): void {
    this.require('archive');
    this.change({ status: 'archived', publishAt: null }, now);
  }

  /** Puts it into the trash, from where it can be restored. */
  trash(now: Date): void {
    this.change({ deletedAt: now }, now);
  }

  /** Takes it out of the trash, as a draft. @throws INVALID_STATE when it is not there. */
  restore(now: Date): void {
    if (this.deletedAt === null) throw notInState(this.status, ACTIONS[this.status]);
    this.change({ deletedAt: null, status: 'draft', publishAt: null }, now);
  }

  private require(action: string): void {
    const allowed = ACTIONS[this.status];
    if (!allowed.includes(action)) throw notInState(this.status, allowed);
  }

  private rewrite(members: Partial<PostMembers>, now: Date): void {
    const { content } = members;
    const minutes = content !== undefined && { readingTimeMinutes: readingTimeMinutes(content) };
    const changed = this.change({ ...members, ...minutes }, now);
    if (changed.includes('content')) this.follow('derivedExcerpt', deriveExcerpt(this.content));
  }
}

function requireToCome(publishAt: Date, now: Date): void {
  if (publishAt <= now) throw invalidField('publishAt', 'future', 'publishAt must be in the future');
}
