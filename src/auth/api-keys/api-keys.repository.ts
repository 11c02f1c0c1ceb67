import { Injectable } from '@nestjs/common';
import type { ApiKeyPrincipal, Scope } from '../../platform/context/index.js';
import { Database } from '../../platform/database/index.js';
import * as sql from './api-keys.statements.js';

/** A key as its owner sees it. */
export interface ApiKeyRecord {
  id: string;
  name: string;
  scopes: Scope[];
  lastFour: string;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string;
}

/** A key of an active account, expired or not. */
export interface PresentedApiKey extends Pick<ApiKeyPrincipal, 'userId' | 'role' | 'emailVerified'> {
  hash: Buffer;
  scopes: Scope[];
  expired: boolean;
  /** Whether its last use on record is a minute old. */
  isUnnoted: boolean;
}

@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  async findPresented(id: string): Promise<PresentedApiKey | undefined> {
    const [row] = await this.database.query<PresentedApiKey>(sql.FIND_PRINCIPAL, [id]);
    return row;
  }

  /** Writes down that the key is used now, unless that was done within the last minute. */
  async noteUse(id: string): Promise<void> {
    await this.database.query(sql.NOTE_USE, [id]);
  }

  /** Whether there is such an account; others who make keys for it wait until the transaction ends. */
  async lockOwner(userId: string): Promise<boolean> {
    return (await this.database.query(sql.LOCK_OWNER, [userId])).length > 0;
  }

  /** The number of keys of a user, once those that expired a month ago have been removed. */
  async count(userId: string): Promise<number> {
    await this.database.query(sql.FORGET_EXPIRED, [userId]);
    const [row] = await this.database.query<{ count: number }>(sql.COUNT, [userId]);
    return row?.count ?? 0;
  }

  async insert(record: ApiKeyRecord, userId: string, hash: Buffer): Promise<void> {
    const { id, name, scopes, lastFour, createdAt, lastUsedAt, expiresAt } = record;
    const values = [id, name, scopes, lastFour, createdAt, lastUsedAt, expiresAt];
    await this.database.query(sql.INSERT, [...values, userId, hash]);
  }

  /** The keys of a user, the newest first. */
  list(userId: string): Promise<ApiKeyRecord[]> {
    return this.database.query<ApiKeyRecord>(sql.LIST, [userId]);
  }

  async findOwn(id: string, userId: string): Promise<ApiKeyRecord | undefined> {
    const [row] = await this.database.query<ApiKeyRecord>(sql.FIND_OWN, [id, userId]);
    return row;
  }

  /** Whether the user had such a key. */
  async revokeOwn(id: string, userId: string): Promise<boolean> {
    return (await this.database.query(sql.REVOKE_OWN, [id, userId])).length > 0;
  }
}
