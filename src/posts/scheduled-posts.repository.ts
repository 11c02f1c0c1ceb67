import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { Post } from './post.entity.js';

/** Posts that wait for their time. */
@Injectable()
export class ScheduledPostsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Locks the post whose time came first, by the database's clock; null when there is none. One that is locked already
   * is left to whoever holds it.
   *
   * @param except ids of posts that are passed over.
   */
  lockDue(except: string[]): Promise<Post | null> {
    return this.database.manager
      .createQueryBuilder(Post, 'p')
      .where(`p.status = 'scheduled' AND p.deleted_at IS NULL AND p.publish_at <= now()`)
      .andWhere('p.id <> ALL(:except)', { except })
      .orderBy('p.publish_at')
      .limit(1)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getOne();
  }
}
