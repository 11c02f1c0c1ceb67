import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { Precondition } from '../platform/http/index.js';
import { Jobs } from '../platform/jobs/index.js';
import { notFound } from '../platform/problem/index.js';
import { ErasureRepository, type Erasure } from './erasure.repository.js';
import { requireOtherAdmin } from './moderation.service.js';
import type { PostsFate } from './posts-fate.js';
import { UsersRepository } from './users.repository.js';
import { followersTag, recordOf, userResource, userTag } from './users.service.js';

/** Follows that one transaction ends. */
const BATCH = 500;

/**
 * Takes accounts out of the database. First the row is emptied, which is seen everywhere at once; it goes when nothing
 * hangs on it any more, and with it what is the account's own: credentials, sessions, keys, tokens.
 */
@Injectable()
export class AccountErasure {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly erasures: ErasureRepository,
    private readonly jobs: Jobs,
    private readonly cacheTags: CacheTags,
  ) {}

  /**
   * Gives an account up for good, deleted or not: nobody can use it or bring it back, and its email and username are free.
   *
   * @throws NOT_FOUND, PRECONDITION_FAILED, LAST_ADMIN
   */
  begin(id: string, posts: PostsFate, caller?: Principal, precondition = Precondition.none): Promise<Erasure> {
    return this.database.transaction(async () => {
      const { user, admins } = await this.users.lockWithAdmins(id);
      if (!user || user.isGone) throw notFound({ detail: 'No such user' });
      precondition.check(user.visibleState, () => userResource(recordOf(user), caller));
      if (!user.deletedAt) requireOtherAdmin(user, admins);
      if (user.email !== null) await this.jobs.forget(user.email);
      user.erase(posts, new Date());
      await this.users.save(user);
      await this.erasures.ensurePlaceholder();
      this.cacheTags.changed(userTag(id), followersTag(id));
      return { userId: id, posts };
    });
  }

  /** Locks an account that was deleted more than so many days ago, until the open transaction ends. */
  lockLongDeleted(days: number): Promise<string | undefined> {
    return this.erasures.lockLongDeleted(days);
  }

  /** Erasures that have begun and not ended, some of them. */
  findUnderWay(limit: number): Promise<Erasure[]> {
    return this.erasures.findUnderWay(limit);
  }

  /** Ends some of the follows from and to the account, in the open transaction; tells whether there were any. */
  async unfollow(id: string): Promise<boolean> {
    const followed = await this.erasures.unfollow(id, BATCH);
    this.cacheTags.changed(...followed.map(followersTag));
    return followed.length + (await this.erasures.loseFollowers(id, BATCH)) > 0;
  }

  /** Removes the row, in the open transaction. A foreign key refuses while something hangs on it. */
  async remove(id: string): Promise<void> {
    await this.erasures.remove(id);
    this.cacheTags.changed(userTag(id));
  }
}
