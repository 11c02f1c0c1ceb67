import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import type { Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { Precondition, Resource } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import type { Post } from './post.entity.js';
import { requireEditor } from './post.policy.js';
import { toPostView, type PostView } from './post.view.js';
import { PostWritingService } from './post-writing.service.js';
import { PostsRepository } from './posts.repository.js';
import type { PostStatus } from './visibility.js';

/** What is done to a locked post. */
export type PostVerb = (post: Post, now: Date) => void | Promise<void>;

/** Does to a post what a caller asks for, if the caller may and knew the version that is changed. */
@Injectable()
export class PostChangeService {
  constructor(
    private readonly database: Database,
    private readonly posts: PostsRepository,
    private readonly writing: PostWritingService,
    private readonly audit: Audit,
  ) {}

  /** @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, and what the verb throws. */
  change(id: string, caller: Principal, precondition: Precondition, verb: PostVerb): Promise<Resource<PostView>> {
    return this.database.transaction(async () => {
      await this.apply(await this.posts.lock(id, caller), caller, precondition, verb);
      return this.show(id, caller);
    });
  }

  /**
   * Changes a post that was just locked. What may not be seen is not there; then comes who may change it, then the
   * version that the caller knew.
   *
   * @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, and what the verb throws.
   */
  async apply(post: Post | null, caller: Principal, precondition: Precondition, verb: PostVerb): Promise<void> {
    if (!post) throw notFound();
    requireEditor(caller, post);
    await this.check(post, caller, precondition);
    const { version, status } = post;
    await this.writing.change(post, () => verb(post, new Date()));
    if (post.version > version && post.authorId !== caller.userId) await this.enter(post, version, status);
  }

  /** What others than its author do to a post. */
  private async enter(post: Post, version: number, status: PostStatus): Promise<void> {
    const moved = post.status !== status && { status: { from: status, to: post.status } };
    const changes = { members: post.changedSince(version), ...moved };
    await this.audit.record({ action: 'posts.change', target: { type: 'post', id: post.id }, changes });
  }

  /** @throws PRECONDITION_FAILED with the post's present tag; in the trash nobody reads it, so there only its version counts. */
  async check(post: Post, caller: Principal, precondition: Precondition): Promise<void> {
    if (precondition === Precondition.none) return;
    const current = post.deletedAt === null ? await this.show(post.id, caller) : new Resource(null, post.version);
    precondition.check(post, () => current);
  }

  /** The post as the caller reads it. @throws NOT_FOUND when there is none that the caller may see. */
  async show(id: string, caller: Principal): Promise<Resource<PostView>> {
    const row = await this.posts.findById(id, caller);
    if (!row) throw notFound();
    return new Resource(toPostView(row), row.version);
  }
}
