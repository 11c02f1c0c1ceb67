import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Audit } from '../audit/index.js';
import { Config } from '../platform/config/index.js';
import type { SessionPrincipal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { List } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import { AccountsService, type UserRecord } from '../users/index.js';
import { sessionView, type SessionView } from './auth.view.js';
import type { Device } from './device.js';
import { SessionsRepository } from './sessions.repository.js';

/** Live sessions of one user; when one more is opened, the oldest ends. */
const MOST_SESSIONS = 50;

/** A session that has just been opened. */
export interface OpenedSession {
  id: string;
  user: UserRecord;
}

/** Opens, lists and ends sessions. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly accounts: AccountsService,
    private readonly config: Config,
    private readonly audit: Audit,
  ) {}

  /**
   * @param epoch the account's when its credentials were read.
   * @param action what the audit log calls it.
   * @returns undefined when the account has been suspended, deleted or given another password since.
   */
  open(
    userId: string,
    epoch: number,
    device: Device,
    action: 'auth.login' | 'auth.register',
  ): Promise<OpenedSession | undefined> {
    return this.database.transaction(async () => {
      const user = await this.accounts.recordLogin(userId, epoch);
      if (!user) return undefined;
      const id = uuidv7();
      await this.sessions.insert({ id, userId, epoch, ...device }, this.config.tokens.refreshTtl);
      await this.sessions.trim(userId, MOST_SESSIONS);
      const target = { type: 'user', id: userId } as const;
      await this.audit.record({ action, actorId: userId, target, changes: { sessionId: id } });
      return { id, user };
    });
  }

  async list(caller: SessionPrincipal): Promise<List<SessionView>> {
    const sessions = await this.sessions.list(caller.userId);
    return new List(sessions.map((session) => sessionView(session, caller.sessionId)));
  }

  /** @throws NOT_FOUND, also for somebody else's session */
  end(sessionId: string, caller: SessionPrincipal): Promise<void> {
    return this.database.transaction(async () => {
      if (!(await this.sessions.endOwn(sessionId, caller.userId))) throw notFound({ detail: 'No such session' });
      await this.audit.record({ action: 'auth.session-end', target: { type: 'session', id: sessionId } });
    });
  }

  /** Ends a session, for whoever has its refresh token; one that is over already is left so. */
  leave(sessionId: string): Promise<void> {
    return this.database.transaction(async () => {
      const userId = await this.sessions.end(sessionId);
      if (userId === undefined) return;
      const target = { type: 'session', id: sessionId } as const;
      await this.audit.record({ action: 'auth.logout', actorId: userId, target });
    });
  }

  endOthers(caller: SessionPrincipal): Promise<void> {
    return this.database.transaction(async () => {
      await this.sessions.endOthers(caller.userId, caller.sessionId);
      await this.audit.record({ action: 'auth.sessions-end-others', target: { type: 'user', id: caller.userId } });
    });
  }

  endAll(caller: SessionPrincipal): Promise<void> {
    return this.database.transaction(async () => {
      await this.sessions.endAll(caller.userId);
      await this.audit.record({ action: 'auth.logout-all', target: { type: 'user', id: caller.userId } });
    });
  }

  /** Ends all sessions but the caller's, which goes on in the new epoch of the account. */
  async keepOnly(caller: SessionPrincipal, from: number, to: number): Promise<void> {
    await this.sessions.carryOver(caller.sessionId, from, to);
    await this.sessions.endOthers(caller.userId, caller.sessionId);
  }

  /** Ends all sessions but the caller's, those too that are being opened at this moment, by a new epoch. */
  startAnew(caller: SessionPrincipal): Promise<void> {
    return this.database.transaction(async () => {
      const epoch = await this.accounts.beginEpoch(caller.userId);
      if (epoch !== undefined) await this.keepOnly(caller, epoch - 1, epoch);
    });
  }
}
