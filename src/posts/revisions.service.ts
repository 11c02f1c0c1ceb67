import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { COUNT_LIMIT, Pager, Resource, type Page, type Precondition } from '../platform/http/index.js';
import { invalidField, notFound } from '../platform/problem/index.js';
import { requireEditor } from './post.policy.js';
import type { PostView } from './post.view.js';
import { PostsService } from './posts.service.js';
import type { RevisionsQuery } from './revision.dto.js';
import {
  toRevisionDiffView,
  toRevisionSummary,
  toRevisionView,
  type RevisionDiffView,
  type RevisionSummaryView,
  type RevisionView,
} from './revision.view.js';
import { RevisionsRepository, type RevisionRow } from './revisions.repository.js';

/** What a post said earlier, for those who may change it. */
@Injectable()
export class RevisionsService {
  constructor(
    private readonly revisions: RevisionsRepository,
    private readonly posts: PostsService,
    private readonly pager: Pager,
  ) {}

  /** @throws NOT_FOUND, FORBIDDEN. */
  async list(postId: string, query: RevisionsQuery, caller: Principal): Promise<Page<RevisionSummaryView>> {
    const window = this.pager.window(query);
    await this.requireEditor(postId, caller);
    const rows = await this.revisions.list(postId, query.sortOrder, window);
    const count = window.counted ? await this.revisions.count(postId, COUNT_LIMIT + 1) : undefined;
    return this.pager.page(query, rows, count, toRevisionSummary);
  }

  /** @throws NOT_FOUND, FORBIDDEN. */
  async read(postId: string, version: number, caller: Principal): Promise<Resource<RevisionView>> {
    const revision = await this.find(postId, version, caller);
    return new Resource(toRevisionView(revision), version);
  }

  /**
   * @param against a version; undefined stands for that of the revision before.
   * @throws NOT_FOUND, FORBIDDEN; VALIDATION_ERROR when there is no revision of the version to compare with.
   */
  async diff(
    postId: string,
    version: number,
    against: number | undefined,
    caller: Principal,
  ): Promise<Resource<RevisionDiffView>> {
    const revision = await this.find(postId, version, caller);
    const other =
      against === undefined
        ? await this.revisions.findBefore(postId, version)
        : await this.revisions.find(postId, against);
    if (against !== undefined && !other) {
      throw invalidField('against', 'unknown', 'against must be the version of a revision of the post');
    }
    const { diffTexts } = await import('./revision-diff.js');
    return new Resource(toRevisionDiffView(revision, other, diffTexts(other, revision)), version);
  }

  /**
   * Has the post say again what it said then, which is a change like any other.
   *
   * @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED.
   */
  async restore(
    postId: string,
    version: number,
    caller: Principal,
    precondition: Precondition,
  ): Promise<Resource<PostView>> {
    const { title, excerpt, content, tags } = await this.find(postId, version, caller);
    return this.posts.edit(postId, { title, excerpt, content, tags }, caller, precondition);
  }

  private async find(postId: string, version: number, caller: Principal): Promise<RevisionRow> {
    await this.requireEditor(postId, caller);
    const revision = await this.revisions.find(postId, version);
    if (!revision) throw notFound();
    return revision;
  }

  private async requireEditor(postId: string, caller: Principal): Promise<void> {
    const post = await this.revisions.findAuthor(postId, caller);
    if (!post) throw notFound();
    requireEditor(caller, post);
  }
}
