import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { Pager, UUID, type Page, type Resource } from '../platform/http/index.js';
import { forbidden, notFound } from '../platform/problem/index.js';
import type { UsersQuery } from './user.dto.js';
import { maySeeAll, sightOf } from './user.policy.js';
import { userView, type UserView } from './user.view.js';
import { UserListRepository } from './user-list.repository.js';
import { UsersRepository } from './users.repository.js';
import { followersTag, userResource, userTag } from './users.service.js';

const FOR_ADMINS = new Set(['email', 'lastLoginAt']);

/** Shows users. Whoever looks at the personal data of others leaves an entry in the audit log. */
@Injectable()
export class UserReadingService {
  constructor(
    private readonly users: UsersRepository,
    private readonly userList: UserListRepository,
    private readonly pager: Pager,
    private readonly cacheTags: CacheTags,
    private readonly audit: Audit,
  ) {}

  /** @throws NOT_FOUND, also for a deleted user */
  async read(idOrUsername: string, caller?: Principal): Promise<Resource<UserView>> {
    const byId = UUID.test(idOrUsername);
    const user = byId
      ? await this.users.findById(idOrUsername, caller?.userId)
      : await this.users.findByUsername(idOrUsername, caller?.userId);
    if (!user) throw notFound({ detail: 'No such user' });
    this.cacheTags.shows(userTag(user.id), followersTag(user.id));
    if (caller && caller.userId !== user.id && maySeeAll(caller))
      await this.audit.note({ action: 'users.read', target: { type: 'user', id: user.id } });
    return userResource(user, caller);
  }

  /** @throws FORBIDDEN when a moderator asks for an order that shows what only admins see */
  async list(query: UsersQuery, caller: Principal): Promise<Page<UserView>> {
    const seesAll = maySeeAll(caller);
    if (!seesAll && FOR_ADMINS.has(query.sortBy))
      throw forbidden({ detail: `Only admins may sort by ${query.sortBy}` });
    const window = this.pager.window(query);
    const rows = await this.userList.find(query, window, seesAll);
    const count = window.counted ? await this.userList.count(query, seesAll) : undefined;
    if (seesAll) await this.audit.note({ action: 'users.list' });
    return this.pager.page(query, rows, count, (user) => userView(user, sightOf(caller, user.id)));
  }
}
