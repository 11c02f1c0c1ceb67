import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { Pager, type Page, type PageQuery } from '../platform/http/index.js';
import { invalidField, notFound } from '../platform/problem/index.js';
import { FollowsRepository } from './follows.repository.js';
import { profileView, type ProfileView } from './user.view.js';
import { followersTag } from './users.service.js';

/** Users follow users. Being followed makes no version of an account. */
@Injectable()
export class FollowsService {
  constructor(
    private readonly database: Database,
    private readonly follows: FollowsRepository,
    private readonly pager: Pager,
    private readonly cacheTags: CacheTags,
  ) {}

  /** @throws VALIDATION_ERROR when it is the caller; NOT_FOUND, also for a deleted user */
  follow(id: string, caller: Principal): Promise<void> {
    if (id === caller.userId) throw invalidField('id', 'self', 'id must be another user: nobody follows themself');
    return this.change(id, () => this.follows.add(id, caller.userId));
  }

  /** @throws NOT_FOUND, also for a deleted user */
  unfollow(id: string, caller: Principal): Promise<void> {
    return this.change(id, () => this.follows.remove(id, caller.userId));
  }

  /** Those whom the caller follows; a deleted account is left out for as long. */
  async list(query: PageQuery, { userId }: Principal): Promise<Page<ProfileView>> {
    const window = this.pager.window(query);
    const rows = await this.follows.findFollowed(userId, query.sortOrder, window);
    const count = window.counted ? await this.follows.countFollowed(userId) : undefined;
    return this.pager.page(query, rows, count, profileView);
  }

  private change(id: string, work: () => Promise<boolean>): Promise<void> {
    return this.database.transaction(async () => {
      if (!(await this.follows.lockUser(id))) throw notFound({ detail: 'No such user' });
      if (await work()) this.cacheTags.changed(followersTag(id));
    });
  }
}
