import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { currentContext } from '../../context/index.js';
import { deriveKey } from '../../crypto/index.js';
import type { KeysetRow } from '../../database/index.js';
import { invalidField } from '../../problem/index.js';
import { canonicalQuery } from '../input/index.js';
import { Page, type PageLinks, type PageMeta } from '../reply/reply.js';
import { CursorSeal, type Position } from './cursor.js';
import { LAST_OFFSET, type PageQuery } from './page-query.js';

/** How many rows a list counts at most; beyond it the total is a lower bound. */
export const COUNT_LIMIT = 10_000;

/** Which rows a repository is to fetch: one more than `limit`, so that it shows whether there is a next page. */
export interface Window {
  limit: number;
  offset: number;
  /** Rows come after this one; undefined in page mode and on a first page. */
  after?: Position;
  /** Whether the answer shows a total. */
  counted: boolean;
}

/** Turns page queries into windows, and fetched rows into pages with their links and cursors. */
@Injectable()
export class Pager {
  private readonly seal: CursorSeal;

  constructor(config: Config) {
    this.seal = new CursorSeal(deriveKey(config.tokens.secret, 'cursor'));
  }

  /**
   * @throws VALIDATION_ERROR when `page` and `cursor` come together, or the page lies beyond row 10 000.
   * @throws INVALID_CURSOR when the cursor belongs to another list, order, filter or caller.
   */
  window(query: PageQuery): Window {
    const { limit, page = 1, cursor } = query;
    if (cursor !== undefined && query.page !== undefined) {
      throw invalidField('cursor', 'exclusive', 'cursor and page cannot be used together');
    }
    const offset = (page - 1) * limit;
    if (offset > LAST_OFFSET) {
      throw invalidField('page', 'max', `page reaches only to row ${LAST_OFFSET}; use cursor to go further`);
    }
    if (cursor === undefined) return { limit, offset, counted: true };
    return { limit, offset: 0, after: this.seal.open(cursor, listOf(query)), counted: false };
  }

  /**
   * @param rows up to `limit + 1` rows of the window.
   * @param count rows that match, counted up to {@link COUNT_LIMIT} + 1; undefined in cursor mode.
   */
  page<Row extends KeysetRow, View>(
    query: PageQuery,
    rows: Row[],
    count: number | undefined,
    view: (row: Row) => View,
  ): Page<View> {
    const { limit } = query;
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const hasNext = rows.length > limit;
    const nextCursor =
      hasNext && last ? this.seal.seal({ value: last.sortValue, id: last.sortId }, listOf(query)) : null;
    const meta: PageMeta =
      count === undefined ? { limit, hasNext, nextCursor } : countedMeta(query, count, hasNext, nextCursor);
    return new Page(shown.map(view), meta, links(query, meta));
  }
}

function countedMeta(query: PageQuery, count: number, hasNext: boolean, nextCursor: string | null): PageMeta {
  const { limit, page = 1 } = query;
  const total = Math.min(count, COUNT_LIMIT);
  const totalPages = Math.ceil(total / limit);
  return { page, limit, total, totalPages, totalIsExact: count <= COUNT_LIMIT, hasNext, hasPrev: page > 1, nextCursor };
}

/** What a cursor is bound to: path, filters, order and caller, but not the size of a page. */
function listOf(query: PageQuery): string {
  const context = currentContext();
  return `${context?.path}?${canonicalQuery(query, ['cursor', 'page', 'limit'])}#${context?.principal?.userId ?? ''}`;
}

function links(query: PageQuery, meta: PageMeta): PageLinks {
  const at = (place: { page?: number; cursor?: string }): string =>
    `${currentContext()?.path}?${canonicalQuery(Object.assign({}, query, { page: undefined, cursor: undefined }, place))}`;
  const next = meta.nextCursor === null ? null : at({ cursor: meta.nextCursor });
  if (meta.page === undefined)
    return { self: at({ cursor: query.cursor }), first: at({}), prev: null, next, last: null };
  const { page, totalPages = 0 } = meta;
  const nextPage = page * meta.limit <= LAST_OFFSET ? at({ page: page + 1 }) : next;
  return {
    self: at({ page }),
    first: at({ page: 1 }),
    prev: page > 1 ? at({ page: page - 1 }) : null,
    next: meta.hasNext ? nextPage : null,
    last: totalPages > 0 ? at({ page: totalPages }) : null,
  };
}
