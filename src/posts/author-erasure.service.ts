import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import { PLACEHOLDER_ID, userTag, type Erasure } from '../users/index.js';
import { AuthorErasureRepository } from './author-erasure.repository.js';

/** Posts that one transaction removes: few, for each may have thousands of comments. */
const REMOVED = 20;
/** Rows that one transaction hands over: each stands in a dozen indexes. */
const HANDED_OVER = 200;

/**
 * Takes an erased person out of the posts. Those that are kept, and what they changed in others', go to the placeholder;
 * drafts, scheduled and trashed posts, which nobody else can read, go for good, and so do favourites.
 */
@Injectable()
export class AuthorErasure {
  constructor(
    private readonly posts: AuthorErasureRepository,
    private readonly cache: CacheTags,
  ) {}

  /** Does some of it, in the open transaction; tells whether there was anything to do. */
  async continue({ userId, posts }: Erasure): Promise<boolean> {
    if (await this.remove(userId, posts === 'delete' ? 'all' : 'private')) return true;
    const kept = posts === 'keep' ? await this.posts.handOver(userId, PLACEHOLDER_ID, HANDED_OVER) : 0;
    const revisions = await this.posts.handOverRevisions(userId, PLACEHOLDER_ID, HANDED_OVER);
    const favorites = await this.posts.removeFavorites(userId, HANDED_OVER);
    this.cache.changed(userTag(userId), userTag(PLACEHOLDER_ID), ...favorites.map((id) => `post:${id}`));
    return kept + revisions + favorites.length > 0;
  }

  private async remove(userId: string, which: 'all' | 'private'): Promise<boolean> {
    const removed = await this.posts.remove(userId, which, REMOVED);
    this.cache.changed(...removed.map(({ id }) => `post:${id}`));
    if (removed.some(({ wasPublic }) => wasPublic)) this.cache.changed('posts', 'tags');
    return removed.length > 0;
  }
}
