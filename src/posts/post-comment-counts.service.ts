import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { notFound } from '../platform/problem/index.js';
import { PostCommentCountsRepository } from './post-comment-counts.repository.js';
import { ACTIONS } from './post.entity.js';
import { notInState } from './post.errors.js';
import { PostsRepository } from './posts.repository.js';

/** Keeps the number of comments that posts show, in the transaction that changes a comment. Locks the post's row. */
@Injectable()
export class PostCommentCounts {
  constructor(
    private readonly counts: PostCommentCountsRepository,
    private readonly posts: PostsRepository,
    private readonly cache: CacheTags,
  ) {}

  /**
   * Counts a comment that is about to be written. Until the transaction ends the post stays published.
   *
   * @throws NOT_FOUND when the caller sees no such post; INVALID_STATE when it is not published.
   */
  async admit(postId: string, caller: Principal): Promise<void> {
    if (!(await this.counts.admit(postId))) throw await this.refusal(postId, caller);
    this.cache.changed(`post:${postId}`);
  }

  /** @param difference how many comments more (or, below zero, fewer) are neither hidden nor deleted. */
  async change(postId: string, difference: number): Promise<void> {
    await this.counts.change(postId, difference);
    this.cache.changed(`post:${postId}`);
  }

  private async refusal(postId: string, caller: Principal): Promise<Error> {
    const post = await this.posts.findById(postId, caller);
    return post ? notInState(post.status, ACTIONS[post.status]) : notFound();
  }
}
