import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { Resource, type Precondition } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import { EmailAssignments } from './email-assignments.js';
import type { EditUserBody } from './user.dto.js';
import type { User } from './user.entity.js';
import { sightOf } from './user.policy.js';
import { userView, type ReadUser, type UserRecord, type UserView } from './user.view.js';
import { UsersRepository } from './users.repository.js';

/** Edits users. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly emails: EmailAssignments,
    private readonly cacheTags: CacheTags,
    private readonly audit: Audit,
  ) {}

  /**
   * Changes a profile, and for admins the email; whoever may call this for a user has been decided by the route.
   *
   * @throws NOT_FOUND, PRECONDITION_FAILED, EMAIL_TAKEN, USERNAME_TAKEN
   */
  async edit(
    id: string,
    body: EditUserBody,
    precondition: Precondition,
    caller: Principal,
  ): Promise<Resource<UserView>> {
    const { email, ...profile } = body;
    return this.database.transaction(async () => {
      const user = await this.users.lock(id);
      if (!user || user.deletedAt) throw notFound({ detail: 'No such user' });
      precondition.check(user.visibleState, () => userResource(recordOf(user), caller));
      const { version, email: before } = user;
      const now = new Date();
      user.edit(profile, now);
      if (email !== undefined) user.changeEmail(email, now);
      await this.users.save(user);
      if (email !== undefined && email !== before) await this.emails.tell({ userId: id, email, before });
      this.cacheTags.changed(userTag(id));
      // Names alone: what people say of themselves, and their addresses, are nobody's business later.
      const members = user.changedSince(version);
      if (caller.userId !== id && members.length > 0)
        await this.audit.record({ action: 'users.edit', target: { type: 'user', id }, changes: { members } });
      return userResource(recordOf(user), caller);
    });
  }
}

/** What answers that show a user, and changes to them, are tagged with. */
export function userTag(id: string): string {
  return `user:${id}`;
}

/** What a user's followers, and answers that tell of them, are tagged with: following somebody leaves their posts' answers be. */
export function followersTag(id: string): string {
  return `followers:${id}`;
}

/** A user as the caller sees them. */
export function userResource(user: ReadUser, caller?: Principal): Resource<UserView> {
  return new Resource(userView(user, sightOf(caller, user.id)), user.version);
}

/** What a row that was locked looks like to a view. */
export function recordOf(user: User): UserRecord {
  return Object.assign({}, user, {
    status: user.statusAt(new Date()),
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
  });
}
