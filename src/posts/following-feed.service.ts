import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { Pager, type Page, type PageQuery } from '../platform/http/index.js';
import { FollowingFeedRepository } from './following-feed.repository.js';
import { toPostListItem, type PostListItemView } from './post.view.js';

/** What the authors whom the caller follows have published. */
@Injectable()
export class FollowingFeedService {
  constructor(
    private readonly feed: FollowingFeedRepository,
    private readonly pager: Pager,
  ) {}

  async list(query: PageQuery, { userId }: Principal): Promise<Page<PostListItemView>> {
    const window = this.pager.window(query);
    const rows = await this.feed.find(userId, query.sortOrder, window);
    const count = window.counted ? await this.feed.count(userId) : undefined;
    return this.pager.page(query, rows, count, toPostListItem);
  }
}
