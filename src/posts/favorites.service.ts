import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { Pager, type Page, type PageQuery } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import { FavoritesRepository } from './favorites.repository.js';
import { toPostListItem, type PostListItemView } from './post.view.js';

/** The published posts that users keep as favourites. Neither adding nor removing one makes a version of the post. */
@Injectable()
export class FavoritesService {
  constructor(
    private readonly database: Database,
    private readonly favorites: FavoritesRepository,
    private readonly pager: Pager,
    private readonly cache: CacheTags,
  ) {}

  /** @throws NOT_FOUND when there is no such published post. */
  add(postId: string, caller: Principal): Promise<void> {
    return this.change(postId, () => this.favorites.add(postId, caller.userId));
  }

  /** @throws NOT_FOUND when there is no such published post. */
  remove(postId: string, caller: Principal): Promise<void> {
    return this.change(postId, () => this.favorites.remove(postId, caller.userId));
  }

  /** The caller's favourites; one that is not published is left out for as long. */
  async list(query: PageQuery, { userId }: Principal): Promise<Page<PostListItemView>> {
    const window = this.pager.window(query);
    const rows = await this.favorites.findOf(userId, query.sortOrder, window);
    const count = window.counted ? await this.favorites.countOf(userId) : undefined;
    return this.pager.page(query, rows, count, toPostListItem);
  }

  private change(postId: string, work: () => Promise<boolean>): Promise<void> {
    return this.database.transaction(async () => {
      if (!(await this.favorites.lockPost(postId))) throw notFound();
      if (await work()) this.cache.changed(`post:${postId}`);
    });
  }
}
