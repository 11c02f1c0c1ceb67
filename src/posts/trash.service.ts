import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import type { Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { Precondition, type Resource } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import { PostChangeService } from './post-change.service.js';
import { requirePurger } from './post.policy.js';
import type { PostView } from './post.view.js';
import { PostWritingService } from './post-writing.service.js';
import { PostsRepository } from './posts.repository.js';

/** The way of a post into the trash, out of it, and out of the world. */
@Injectable()
export class TrashService {
  constructor(
    private readonly database: Database,
    private readonly posts: PostsRepository,
    private readonly changes: PostChangeService,
    private readonly writing: PostWritingService,
    private readonly audit: Audit,
  ) {}

  /** @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED. */
  put(id: string, caller: Principal, precondition: Precondition): Promise<void> {
    return this.database.transaction(async () => {
      await this.changes.apply(await this.posts.lock(id, caller), caller, precondition, (post, now) => {
        post.trash(now);
      });
    });
  }

  /** @throws NOT_FOUND, FORBIDDEN; INVALID_STATE when the post is not in the trash. */
  restore(id: string, caller: Principal): Promise<Resource<PostView>> {
    return this.database.transaction(async () => {
      await this.changes.apply(await this.posts.lockEvenTrashed(id, caller), caller, Precondition.none, (post, now) => {
        post.restore(now);
      });
      return this.changes.show(id, caller);
    });
  }

  /** Removes a post for good, from the trash or from where it is. @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED. */
  purge(id: string, caller: Principal, precondition: Precondition): Promise<void> {
    return this.database.transaction(async () => {
      const post = await this.posts.lockEvenTrashed(id, caller);
      if (!post) throw notFound();
      requirePurger(caller);
      await this.changes.check(post, caller, precondition);
      await this.writing.remove(post);
      const { authorId } = post;
      await this.audit.record({ action: 'posts.purge', target: { type: 'post', id }, changes: { authorId } });
    });
  }
}
