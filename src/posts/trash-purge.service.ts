import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import { Database } from '../platform/database/index.js';
import { Jobs } from '../platform/jobs/index.js';
import { TrashRepository } from './trash.repository.js';

/** Days that a post lies in the trash before it is removed for good. */
const KEPT_DAYS = 30;
/** Posts that one transaction removes: few, for each may have thousands of comments. */
const BATCH = 20;

/** Empties the trash of what has lain in it for long, once a day. */
@Injectable()
export class TrashPurgeService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly trash: TrashRepository,
    private readonly cache: CacheTags,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule('purge-trash', '0 3 * * *', () => this.purge());
  }

  /** Removes all posts that were put into the trash more than thirty days ago. */
  async purge(): Promise<void> {
    while ((await this.purgeSome()) === BATCH);
  }

  private purgeSome(): Promise<number> {
    return this.database.transaction(async () => {
      const ids = await this.trash.removeOlderThan(KEPT_DAYS, BATCH);
      this.cache.changed(...ids.map((id) => `post:${id}`));
      return ids.length;
    });
  }
}
