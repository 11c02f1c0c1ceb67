import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { COUNT_LIMIT, Pager, Resource, type Page } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import { MovedTag } from './moved-tag.js';
import type { TagsQuery } from './post.dto.js';
import { TagListsRepository } from './tag-lists.repository.js';
import { toTagView, type TagView } from './tag.view.js';
import { viewerOf } from './visibility.js';

/** Shows the tags that published posts have. */
@Injectable()
export class TagsService {
  constructor(
    private readonly tags: TagListsRepository,
    private readonly pager: Pager,
    private readonly cache: CacheTags,
  ) {}

  async list(query: TagsQuery): Promise<Page<TagView>> {
    const window = this.pager.window(query);
    const rows = await this.tags.findUsed(query.sortBy, query.sortOrder, window);
    const count = window.counted ? await this.tags.countUsed(COUNT_LIMIT + 1) : undefined;
    this.cache.shows('tags');
    return this.pager.page(query, rows, count, toTagView);
  }

  /**
   * @throws NOT_FOUND when no post that everybody sees has it; moderators see every post, and so every tag.
   * @throws MovedTag when the slug is an old one.
   */
  async read(slug: string, caller: Principal | undefined): Promise<Resource<TagView>> {
    const tag = await this.tags.findBySlug(slug);
    if (!tag || (tag.count === 0 && viewerOf(caller) !== 'moderator')) throw notFound();
    if (tag.slug !== slug) throw new MovedTag(tag.slug);
    this.cache.shows('tags');
    return new Resource(toTagView(tag), tag.version);
  }
}
