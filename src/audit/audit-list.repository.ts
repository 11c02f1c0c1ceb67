import { Injectable } from '@nestjs/common';
import {
  Database,
  keysetAfter,
  keysetColumns,
  keysetOrderBy,
  keysetValues,
  type KeysetOrder,
  type KeysetRow,
} from '../platform/database/index.js';
import { COUNT_LIMIT, type Window } from '../platform/http/index.js';
import type { AuditQuery } from './audit.dto.js';
import type { AuditRow } from './audit.repository.js';

/** An entry as it stands in the log. */
export type AuditEntry = AuditRow & { at: string };

const COLUMNS = `a.id, a.at, a.actor_id AS "actorId", a.action, a.target_type AS "targetType",
  a.target_id AS "targetId", a.outcome, a.ip_address AS "ipAddress", a.user_agent AS "userAgent",
  a.request_id AS "requestId", a.changes`;

/** Conditions with the values of their parameters. */
interface Filter {
  conditions: string[];
  values: unknown[];
}

@Injectable()
export class AuditListRepository {
  constructor(private readonly database: Database) {}

  /** The rows of a window. @param actorId whose entries; undefined for everybody's. */
  find(query: AuditQuery, actorId: string | undefined, window: Window): Promise<(AuditEntry & KeysetRow)[]> {
    const order: KeysetOrder = { expression: 'a.at', type: 'timestamptz', direction: query.sortOrder, id: 'a.id' };
    const { conditions, values } = filterOf(query, actorId);
    if (window.after) {
      conditions.push(keysetAfter(order, values.length + 1));
      values.push(...keysetValues(window.after));
    }
    return this.database.queryText<AuditEntry & KeysetRow>(
      `SELECT ${COLUMNS}, ${keysetColumns(order)} FROM audit_log a WHERE ${conditions.join(' AND ')}
       ORDER BY ${keysetOrderBy(order)} LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
      [...values, window.limit + 1, window.offset],
    );
  }

  /** How many entries match, counted as far as a list tells. */
  async count(query: AuditQuery, actorId: string | undefined): Promise<number> {
    const { conditions, values } = filterOf(query, actorId);
    const [row] = await this.database.queryText<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM audit_log a WHERE ${conditions.join(' AND ')}
       LIMIT ${COUNT_LIMIT + 1}) AS matching`,
      values,
    );
    return row?.count ?? 0;
  }
}

function filterOf(query: AuditQuery, actorId: string | undefined): Filter {
  const filter: Filter = { conditions: ['true'], values: [] };
  const add = (value: unknown, condition: string): void => {
    if (value === undefined) return;
    filter.values.push(value);
    filter.conditions.push(`a.${condition} $${filter.values.length}`);
  };
  add(actorId, 'actor_id =');
  add(query.action, 'action =');
  add(query.targetType, 'target_type =');
  add(query.targetId, 'target_id =');
  add(query.outcome, 'outcome =');
  add(query.createdAfter, 'at >=');
  add(query.createdBefore, 'at <');
  return filter;
}
