import { Injectable } from '@nestjs/common';
import { CommentErasure } from '../comments/index.js';
import { Database, violatedConstraint } from '../platform/database/index.js';
import { AuthorErasure } from '../posts/index.js';
import { AccountErasure, PLACEHOLDER_ID, type Erasure } from '../users/index.js';
import { TracesService } from './traces.service.js';

/**
 * Brings begun erasures to their end, in small transactions, so that somebody with a hundred thousand comments holds
 * nobody up. Each of them can be done again, and by several instances at once.
 */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountErasure,
    private readonly posts: AuthorErasure,
    private readonly comments: CommentErasure,
    private readonly traces: TracesService,
  ) {}

  /**
   * Erases an account of which only the empty row is left to whoever looks.
   *
   * @param patience milliseconds after which what is left to do is left for later.
   * @returns whether nothing is left.
   */
  async finish(erasure: Erasure, patience: number): Promise<boolean> {
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      const isClear = !(await this.continue(erasure));
      if (isClear && (await this.end(erasure))) return true;
    }
    return false;
  }

  /** Does some of it; tells whether there was anything to do. */
  private continue(erasure: Erasure): Promise<boolean> {
    const { userId, posts } = erasure;
    return this.database.transaction(
      async () =>
        (await this.posts.continue(erasure)) ||
        (posts === 'delete'
          ? await this.comments.empty(userId, PLACEHOLDER_ID)
          : await this.comments.handOver(userId, PLACEHOLDER_ID)) ||
        (await this.accounts.unfollow(userId)),
    );
  }

  /** Removes the row and the last traces; false when a request that was under way has left something behind. */
  private async end(erasure: Erasure): Promise<boolean> {
    try {
      await this.database.transaction(async () => {
        await this.accounts.remove(erasure.userId);
        await this.traces.remove(erasure.userId);
      });
      return true;
    } catch (error) {
      if (violatedConstraint(error) === undefined || !(await this.continue(erasure))) throw error;
      return false;
    }
  }
}
