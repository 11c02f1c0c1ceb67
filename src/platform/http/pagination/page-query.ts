import { ChoiceField, QueryInteger, TextField } from '../input/index.js';
import { LARGEST_PAGE, LONGEST_CURSOR } from '../openapi/page.views.js';

export const SORT_ORDERS = ['asc', 'desc'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** How far page mode goes: beyond this many rows only a cursor leads. */
export const LAST_OFFSET = 10_000;

/** The parameters that every list has; lists extend it with their filters and `sortBy`. */
export class PageQuery {
  @QueryInteger({ min: 1, max: LARGEST_PAGE, default: 20, description: 'Rows on a page' })
  limit: number = 20;

  @QueryInteger({
    min: 1,
    max: LAST_OFFSET + 1,
    optional: true,
    advice: 'use cursor to go further',
    description: 'Page number; not together with `cursor`',
    example: 1,
  })
  page?: number;

  @TextField({
    min: 1,
    max: LONGEST_CURSOR,
    optional: true,
    description: '`meta.nextCursor` of the page before',
    example: 'AYrB3k0xQ9n2mZ7c',
  })
  cursor?: string;

  @ChoiceField(SORT_ORDERS, { default: 'desc', description: 'Ties are broken by id' })
  sortOrder: SortOrder = 'desc';
}
