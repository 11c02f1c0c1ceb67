import { Injectable } from '@nestjs/common';
import { isConflict, onViolation } from '../platform/database/index.js';
import { ImportAuthorsRepository } from './import-authors.repository.js';
import { ImportPlanRepository } from './import-plan.repository.js';
import { ImportPostsRepository } from './import-posts.repository.js';
import { ImportSlugsRepository } from './import-slugs.repository.js';
import { ImportTaggingService } from './import-tagging.service.js';

/** How often a merge is begun before a conflict with live writers counts as a failure. */
const ATTEMPTS = 3;

/** Something that the merge has read was changed by somebody else before it was done. */
class Overtaken extends Error {}

/** Makes posts of staged lines, set by set, inside the transaction that staged them. */
@Injectable()
export class ImportMergeService {
  constructor(
    private readonly plan: ImportPlanRepository,
    private readonly slugs: ImportSlugsRepository,
    private readonly authors: ImportAuthorsRepository,
    private readonly posts: ImportPostsRepository,
    private readonly tagging: ImportTaggingService,
  ) {}

  /**
   * Merges all staged lines but those that it refuses. After a deadlock with live writers it begins anew.
   *
   * @param callerId author of the posts whose line names none, and editor of the revisions.
   */
  async merge(callerId: string | undefined, now: Date): Promise<{ added: number; changed: number }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await onViolation({ post_slugs_post_id_fkey: overtaken }, () => this.attempt(callerId, now));
      } catch (error) {
        const isOvertaken = error instanceof Overtaken || isConflict(error);
        if (!isOvertaken || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** The ids of the posts that were here already and have changed. */
  changedPosts(): Promise<string[]> {
    return this.plan.changedPosts();
  }

  /** What others may want as well comes in the order in which they take it: slugs, authors, posts, tags. */
  private async attempt(callerId: string | undefined, now: Date): Promise<{ added: number; changed: number }> {
    await this.plan.make();
    await this.plan.refuse({ withoutAuthor: callerId === undefined });
    await this.slugs.claimGiven();
    await this.plan.dropRefused();
    await this.slugs.claimMade();
    await this.authors.assign(callerId, now);
    await this.posts.write(now);
    if (!(await this.tagging.tag())) throw new Overtaken('A tag was renamed while posts were imported');
    await this.posts.revise(callerId, now);
    await this.posts.checkConstraints();
    return this.plan.count();
  }
}

function overtaken(): never {
  throw new Overtaken('A post was removed while it was imported anew');
}
