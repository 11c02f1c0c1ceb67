import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { Jobs } from '../platform/jobs/index.js';
import { PostWritingService, PUBLISH_DUE_POSTS } from './post-writing.service.js';
import { ScheduledPostsRepository } from './scheduled-posts.repository.js';

/** Milliseconds between two looks for posts that are due. */
const PAUSE = 1000;

/**
 * Has scheduled posts go live at their time. Each instance looks for them every second, and when the job rings that was
 * added as the time was set; the row's lock decides which one publishes a post. What was due while nothing ran is found
 * by the first look after the start.
 */
@Injectable()
export class ScheduledPostsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly posts: ScheduledPostsRepository,
    private readonly writing: PostWritingService,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(PUBLISH_DUE_POSTS, () => this.publishDue());
    this.jobs.every('Publishing posts that are due', PAUSE, () => this.publishDue());
  }

  /**
   * Publishes all posts whose time has come, each in a transaction of its own: one that fails keeps no other back.
   *
   * @throws AggregateError when some failed, once the others are published.
   */
  async publishDue(): Promise<void> {
    const failures = new Map<string, unknown>();
    while (await this.publishNext(failures));
    if (failures.size === 0) return;
    const reasons = [...failures].map(([id, error]) => `${id} (${String(error)})`);
    throw new AggregateError(failures.values(), `Not published: ${reasons.join(', ')}`);
  }

  /** Tells whether there was one to publish; one that failed is entered, and passed over from then on. */
  private async publishNext(failures: Map<string, unknown>): Promise<boolean> {
    let id: string | undefined;
    try {
      await this.database.transaction(async () => {
        const post = await this.posts.lockDue([...failures.keys()]);
        if (!post) return;
        id = post.id;
        await this.writing.change(post, () => {
          post.goLive(new Date());
        });
      });
    } catch (error) {
      if (id === undefined) throw error;
      failures.set(id, error);
    }
    return id !== undefined;
  }
}
