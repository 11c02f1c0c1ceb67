import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { slugTaken } from './post.errors.js';
import { numberedSlugs, randomisedSlug, refuseReservedSlug, slugFromTitle } from './slug.js';
import { SlugsRepository } from './slugs.repository.js';

/** How many numbered slugs are looked at, and how often, before chance decides. */
const NUMBERS = 20;
const ATTEMPTS = 3;

/** Gives posts their slugs, inside the transaction that writes the post. */
@Injectable()
export class SlugsService {
  constructor(private readonly slugs: SlugsRepository) {}

  /** Claims a slug made from any text, whatever others do meanwhile: `-2`, `-3` … is added as needed. */
  async claimFor(text: string, postId: string): Promise<string> {
    const slug = slugFromTitle(text);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const claimed = await this.slugs.claim(numberedSlugs(slug, NUMBERS), postId);
      if (claimed !== undefined) return claimed;
    }
    return this.claimRandomised(slug, postId);
  }

  /**
   * Claims the slug that the caller asked for. One that a post holds of which the caller may not know gets a suffix, so
   * that nothing is learnt of it.
   *
   * @throws VALIDATION_ERROR when it is a route's own word or shaped like an id.
   * @throws SLUG_TAKEN with a `suggestion` when a post that the caller sees holds it.
   */
  async claimGiven(slug: string, postId: string, caller: Principal): Promise<string> {
    refuseReservedSlug(slug);
    if (await this.slugs.claim([slug], postId)) return slug;
    const holder = await this.slugs.findHolder(slug, caller);
    if (holder?.postId === postId) return slug;
    if (holder?.visible) throw slugTaken({ extras: { suggestion: await this.suggest(slug) } });
    return this.claimFor(slug, postId);
  }

  private async suggest(slug: string): Promise<string> {
    return (await this.slugs.firstFree(numberedSlugs(slug, NUMBERS))) ?? randomisedSlug(slug);
  }

  private async claimRandomised(slug: string, postId: string): Promise<string> {
    for (;;) {
      const claimed = await this.slugs.claim([randomisedSlug(slug)], postId);
      if (claimed !== undefined) return claimed;
    }
  }
}
