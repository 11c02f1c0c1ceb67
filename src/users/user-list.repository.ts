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
import { PLACEHOLDER_ID } from './placeholder.js';
import type { Status } from './user.entity.js';
import type { UserOrder, UsersQuery } from './user.dto.js';
import type { UserRecord } from './user.view.js';
import { RECORD_SQL } from './users.repository.js';

const ORDERS: Record<UserOrder, Pick<KeysetOrder, 'expression' | 'type'>> = {
  createdAt: { expression: 'u.created_at', type: 'timestamptz' },
  name: { expression: 'lower(u.name)', type: 'text' },
  username: { expression: 'u.username', type: 'text' },
  email: { expression: "coalesce(u.email, '')", type: 'text' },
  lastLoginAt: { expression: "coalesce(u.last_login_at, '-infinity'::timestamptz)", type: 'timestamptz' },
};

const SUSPENDED = `u.suspended_at IS NOT NULL AND coalesce(u.suspended_until, 'infinity') > now()`;

/** The conditions that STATUS_SQL tells apart, put so that the indexes for them are found. */
const STANDING: Record<Status, string> = {
  active: `u.deleted_at IS NULL AND NOT (${SUSPENDED})`,
  suspended: `u.deleted_at IS NULL AND ${SUSPENDED}`,
  deleted: `u.deleted_at IS NOT NULL AND u.erasing IS NULL AND u.id <> '${PLACEHOLDER_ID}'`,
};

/** Conditions with the values of their parameters. */
interface Filter {
  conditions: string[];
  values: unknown[];
}

@Injectable()
export class UserListRepository {
  constructor(private readonly database: Database) {}

  /** The rows of a window. @param searchesEmail whether `search` looks at email addresses too. */
  find(query: UsersQuery, window: Window, searchesEmail: boolean): Promise<(UserRecord & KeysetRow)[]> {
    const order: KeysetOrder = { ...ORDERS[query.sortBy], direction: query.sortOrder, id: 'u.id' };
    const { conditions, values } = filterOf(query, searchesEmail);
    if (window.after) {
      conditions.push(keysetAfter(order, values.length + 1));
      values.push(...keysetValues(window.after));
    }
    return this.database.queryText<UserRecord & KeysetRow>(
      `SELECT ${RECORD_SQL}, ${keysetColumns(order)} FROM users u WHERE ${conditions.join(' AND ')}
       ORDER BY ${keysetOrderBy(order)} LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
      [...values, window.limit + 1, window.offset],
    );
  }

  /** How many users match, counted as far as a list tells. */
  async count(query: UsersQuery, searchesEmail: boolean): Promise<number> {
    const { conditions, values } = filterOf(query, searchesEmail);
    const [row] = await this.database.queryText<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM users u WHERE ${conditions.join(' AND ')}
       LIMIT ${COUNT_LIMIT + 1}) AS matching`,
      values,
    );
    return row?.count ?? 0;
  }
}

function filterOf(query: UsersQuery, searchesEmail: boolean): Filter {
  const filter: Filter = { conditions: [], values: [] };
  const add = (value: unknown, condition: (parameter: string) => string): void => {
    if (value === undefined) return;
    filter.values.push(value);
    filter.conditions.push(condition(`$${filter.values.length}`));
  };
  filter.conditions.push(query.status === undefined ? 'u.deleted_at IS NULL' : STANDING[query.status]);
  add(query.role, (role) => `u.role = ${role}`);
  add(query.createdAfter, (moment) => `u.created_at >= ${moment}`);
  add(query.createdBefore, (moment) => `u.created_at < ${moment}`);
  const searched = ['u.name', 'u.username', ...(searchesEmail ? ['u.email'] : [])];
  const pattern = query.search === undefined ? undefined : `%${escapeLike(query.search)}%`;
  add(pattern, (text) => `(${searched.map((column) => `${column} ILIKE ${text}`).join(' OR ')})`);
  return filter;
}

/** Makes `%`, `_` and `\` of a searched text stand for themselves. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
