import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../platform/database/index.js';
import type { Action, Outcome, TargetType } from './actions.js';

/** A row of the log, but for its time, which the database gives. */
export interface AuditRow {
  id: string;
  actorId: string | null;
  action: Action;
  targetType: TargetType | null;
  targetId: string | null;
  outcome: Outcome;
  ipAddress: string | null;
  userAgent: string | null;
  requestId: string | null;
  changes: Record<string, unknown> | null;
}

const INSERT: Statement = {
  name: 'audit.insert',
  text: `INSERT INTO audit_log
      (id, actor_id, action, target_type, target_id, outcome, ip_address, user_agent, request_id, changes)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const FORGET: Statement = { name: 'audit.forget', text: 'SELECT audit_log_forget($1)' };
const EXPIRE: Statement = { name: 'audit.expire', text: 'SELECT audit_log_expire($1) AS count' };

/** Writes the log: adding is all that the application's role may do to the table itself. */
@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async insert(row: AuditRow): Promise<void> {
    const { id, actorId, action, targetType, targetId, outcome, ipAddress, userAgent, requestId, changes } = row;
    const values = [id, actorId, action, targetType, targetId, outcome, ipAddress, userAgent, requestId];
    await this.database.query(INSERT, [...values, changes && JSON.stringify(changes)]);
  }

  async forget(userId: string): Promise<void> {
    await this.database.query(FORGET, [userId]);
  }

  /** Removes up to `most` entries that are past their time; tells how many there were. */
  async expire(most: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(EXPIRE, [most]);
    return row?.count ?? 0;
  }
}
