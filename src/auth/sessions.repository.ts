import { Injectable } from '@nestjs/common';
import type { Role, SessionPrincipal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import type { Device } from './device.js';
import * as sql from './sessions.statements.js';

/** A session as its owner sees it. */
export interface SessionRecord {
  id: string;
  userAgent: string | null;
  ipAddress: string;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
}

type Entitlement = Pick<SessionPrincipal, 'role' | 'emailVerified'>;

/** What a refresh finds. */
export interface SessionState {
  userId: string;
  role: Role;
  counter: number;
  /** Seconds that it has left. */
  lifetime: number;
}

/** What is known of a session whose presented token is not the present one. */
export interface InspectedSession extends SessionState {
  expired: boolean;
  /** Whether its token was rotated a moment ago, within the grace. */
  fresh: boolean;
}

export interface NewSession extends Device {
  id: string;
  userId: string;
  epoch: number;
}

@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /** The principal of a live session of an active account. */
  async findPrincipal(sessionId: string, userId: string): Promise<SessionPrincipal | undefined> {
    const [row] = await this.database.query<Entitlement>(sql.FIND_PRINCIPAL, [sessionId, userId]);
    return row && { userId, sessionId, ...row };
  }

  /** @param idle seconds after which an unused session ends. */
  async insert({ id, userId, epoch, userAgent, ipAddress }: NewSession, idle: number): Promise<void> {
    await this.database.query(sql.INSERT, [id, userId, epoch, idle, userAgent, ipAddress]);
  }

  /** Ends all but the newest sessions of a user. */
  async trim(userId: string, kept: number): Promise<void> {
    await this.database.query(sql.TRIM, [userId, kept]);
  }

  /** Spends the token of the given counter; undefined when it is not the present one of a live session. */
  async rotate(sessionId: string, counter: number, idle: number): Promise<SessionState | undefined> {
    const [row] = await this.database.query<SessionState>(sql.ROTATE, [sessionId, counter, idle]);
    return row;
  }

  /** A session of an active account, expired or not. @param grace seconds */
  async inspect(sessionId: string, grace: number): Promise<InspectedSession | undefined> {
    const [row] = await this.database.query<InspectedSession>(sql.INSPECT, [sessionId, grace]);
    return row;
  }

  /** The live sessions of a user, the one used last first. */
  list(userId: string): Promise<SessionRecord[]> {
    return this.database.query<SessionRecord>(sql.LIST, [userId]);
  }

  /** The user whose session it was, if it was one. */
  async end(sessionId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ userId: string }>(sql.END, [sessionId]);
    return row?.userId;
  }

  /** Whether the user had such a session. */
  async endOwn(sessionId: string, userId: string): Promise<boolean> {
    return (await this.database.query(sql.END_OWN, [sessionId, userId])).length > 0;
  }

  async endAll(userId: string): Promise<void> {
    await this.database.query(sql.END_ALL, [userId]);
  }

  async endOthers(userId: string, sessionId: string): Promise<void> {
    await this.database.query(sql.END_OTHERS, [userId, sessionId]);
  }

  /** Takes a session over into a new epoch, unless it has ended with the old one already. */
  async carryOver(sessionId: string, from: number, to: number): Promise<void> {
    await this.database.query(sql.CARRY_OVER, [sessionId, from, to]);
  }

  /** Removes up to `most` sessions that ended more than a day ago; tells how many there were. */
  async removeExpired(most: number): Promise<number> {
    return (await this.database.query(sql.REMOVE_EXPIRED, [most])).length;
  }
}
