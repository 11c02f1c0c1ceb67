import { Injectable } from '@nestjs/common';
import { Audit, type Action } from '../audit/index.js';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal, Role } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import type { Precondition, Resource } from '../platform/http/index.js';
import { forbidden, invalidField, notFound } from '../platform/problem/index.js';
import type { SuspendBody } from './user.dto.js';
import type { User } from './user.entity.js';
import { lastAdmin } from './user.errors.js';
import { mayModerate } from './user.policy.js';
import type { UserView } from './user.view.js';
import { UsersRepository } from './users.repository.js';
import { recordOf, userResource, userTag } from './users.service.js';

/** Decides over accounts: roles, suspension, sessions, deletion. An active admin is always left. */
@Injectable()
export class ModerationService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly cacheTags: CacheTags,
    private readonly audit: Audit,
  ) {}

  /** @throws NOT_FOUND, PRECONDITION_FAILED, LAST_ADMIN */
  assignRole(id: string, role: Role, precondition: Precondition, caller: Principal): Promise<Resource<UserView>> {
    return this.decide('users.role-change', id, caller, (user, admins) => {
      requirePresent(user);
      precondition.check(user.visibleState, () => userResource(recordOf(user), caller));
      if (role !== 'admin') requireOtherAdmin(user, admins);
      const from = user.role;
      user.assume(role, new Date());
      return from === role ? undefined : { role: { from, to: role } };
    });
  }

  /** @throws VALIDATION_ERROR, NOT_FOUND, FORBIDDEN, INVALID_STATE, LAST_ADMIN */
  suspend(id: string, { reason, until = null }: SuspendBody, caller: Principal): Promise<Resource<UserView>> {
    if (until !== null && until <= new Date()) throw invalidField('until', 'future', 'until must be in the future');
    return this.decide('users.suspend', id, caller, (user, admins) => {
      requirePresent(user);
      requireModerable(user, caller);
      requireOtherAdmin(user, admins);
      user.suspend(reason, until, new Date());
      return { status: { from: 'active', to: 'suspended' }, reason, until };
    });
  }

  /** @throws NOT_FOUND, FORBIDDEN, INVALID_STATE */
  reinstate(id: string, caller: Principal): Promise<Resource<UserView>> {
    return this.decide('users.reinstate', id, caller, (user) => {
      requirePresent(user);
      requireModerable(user, caller);
      user.reinstate(new Date());
      return { status: { from: 'suspended', to: 'active' } };
    });
  }

  /** Ends all sessions of a user; what was signed in stays out until it signs in again. @throws NOT_FOUND */
  async endSessions(id: string, caller: Principal): Promise<void> {
    await this.decide('users.end-sessions', id, caller, (user) => {
      requirePresent(user);
      user.endSessions();
      return { sessions: 'ended' };
    });
  }

  /** @throws NOT_FOUND, PRECONDITION_FAILED, LAST_ADMIN */
  async delete(id: string, precondition: Precondition, caller: Principal): Promise<void> {
    await this.decide('users.delete', id, caller, (user, admins) => {
      requirePresent(user);
      precondition.check(user.visibleState, () => userResource(recordOf(user), caller));
      requireOtherAdmin(user, admins);
      const from = user.statusAt(new Date());
      user.delete(new Date());
      return { status: { from, to: 'deleted' } };
    });
  }

  /** @throws NOT_FOUND, INVALID_STATE */
  restore(id: string, caller: Principal): Promise<Resource<UserView>> {
    return this.decide('users.restore', id, caller, (user) => {
      user.restore(new Date());
      return { status: { from: 'deleted', to: user.statusAt(new Date()) } };
    });
  }

  /** @param decision changes the user, and tells the audit log what of them; undefined when nothing was to change. */
  private decide(
    action: Action,
    id: string,
    caller: Principal,
    decision: (user: User, admins: User[]) => Record<string, unknown> | undefined,
  ): Promise<Resource<UserView>> {
    return this.database.transaction(async () => {
      const { user, admins } = await this.users.lockWithAdmins(id);
      if (!user || user.isGone) throw notFound({ detail: 'No such user' });
      const changes = decision(user, admins);
      await this.users.save(user);
      this.cacheTags.changed(userTag(id));
      if (changes) await this.audit.record({ action, target: { type: 'user', id }, changes });
      return userResource(recordOf(user), caller);
    });
  }
}

function requirePresent(user: User): void {
  if (user.deletedAt) throw notFound({ detail: 'No such user' });
}

function requireModerable(user: User, caller: Principal): void {
  if (!mayModerate(caller, user.role))
    throw forbidden({ detail: 'Moderators decide over accounts of the role user only' });
}

/** @throws LAST_ADMIN when the user is the only admin who can act */
export function requireOtherAdmin(user: User, admins: User[]): void {
  if (user.role !== 'admin') return;
  const now = new Date();
  const others = admins.filter((admin) => admin.id !== user.id && admin.statusAt(now) === 'active');
  if (others.length === 0) throw lastAdmin();
}
