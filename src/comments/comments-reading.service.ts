import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { Pager, Resource, type Page } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import { CommentListsRepository } from './comment-lists.repository.js';
import { NO_PARENT, type CommentsQuery } from './comment.dto.js';
import { seesHidden } from './comment.policy.js';
import type { CommentRow } from './comment.rows.js';
import { commentsTag } from './comment.tags.js';
import { toCommentView, type CommentView } from './comment.view.js';
import { CommentsRepository } from './comments.repository.js';

/** Shows comments, one by one and as lists, to those who see the post. */
@Injectable()
export class CommentsReadingService {
  constructor(
    private readonly comments: CommentsRepository,
    private readonly lists: CommentListsRepository,
    private readonly pager: Pager,
    private readonly cache: CacheTags,
  ) {}

  /** @throws NOT_FOUND when there is none that the caller may see. */
  async read(id: string, caller: Principal | undefined): Promise<Resource<CommentView>> {
    const row = await this.comments.findById(id, caller);
    if (!row) throw notFound();
    this.tellShown(row.postId, [row]);
    return new Resource(toCommentView(row, seesHidden(caller)), row.version);
  }

  /** @throws NOT_FOUND when there is no such post that the caller may see; INVALID_CURSOR. */
  async list(postId: string, query: CommentsQuery, caller: Principal | undefined): Promise<Page<CommentView>> {
    const window = this.pager.window(query);
    const selection = { postId, parentId: query.parentId === NO_PARENT ? null : query.parentId, caller };
    let rows = await this.lists.find(selection, query.sortOrder, window);
    if (rows.length === 0 && !(await this.lists.seesPost(selection))) throw notFound();
    const count = window.counted ? await this.lists.count(selection) : undefined;
    // A post that was published just now hid its comments from the first look.
    if (rows.length === 0 && count) rows = await this.lists.find(selection, query.sortOrder, window);
    this.tellShown(postId, rows);
    return this.pager.page(query, rows, count, (row) => toCommentView(row, seesHidden(caller)));
  }

  /** The post's tag, because who sees the post decides; the authors', because their names are shown. */
  private tellShown(postId: string, rows: CommentRow[]): void {
    const authors = new Set(rows.map(({ authorId }) => `user:${authorId}`));
    this.cache.shows(`post:${postId}`, commentsTag(postId), ...authors);
  }
}
