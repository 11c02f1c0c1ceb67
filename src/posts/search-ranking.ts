import { keysetAfter, type KeysetOrder } from '../platform/database/index.js';
import type { Window } from '../platform/http/index.js';
import { all } from './post-selection.js';
import { FOLLOWED_BY } from './search-text.js';

/** SQL for the columns `ranked`, what hits of a tsquery are ranked by, and `parted`, any one of its words. */
export function rankedColumns(sought: string): string {
  // What is excluded has no part in the ranking.
  return `querytree(${sought})::tsquery AS ranked,
    regexp_replace(querytree(${sought}), '&|${FOLLOWED_BY}', '|', 'g')::tsquery AS parted`;
}

/** How many posts, the newest ones, that have the words in their contents alone are ranked by these. */
const RANKED_CONTENTS = 200;

/**
 * Common table expressions that rank the posts of `newest` which meet further conditions: `matched` are all of them, and
 * `kept` is as many of them as a window needs, with their place in the order.
 *
 * Titles, tags and excerpts stand in the row and decide. Posts that have the words only in their contents come behind
 * them, ranked by the whole index entry. Reading it takes several times as long: it is done for the newest of them, and
 * left out where the window ends before.
 *
 * @param search SQL for a row with {@link rankedColumns}.
 * @param first the number of the first of the two parameters with the place behind which the window begins.
 */
export function ranking(
  conditions: string[],
  search: string,
  order: KeysetOrder,
  { limit, offset, after }: Window,
  first: number,
): string[] {
  const isPast = after ? [keysetAfter({ ...order, expression: 'm.rank', id: 'm.id' }, first)] : [];
  const prominent = `(SELECT count(*) FROM matched m WHERE ${all(['m.rank > 0', ...isPast])})`;
  const goesOn = order.direction === 'asc' ? 'true' : `${prominent} <= ${limit + offset}`;
  const read = conditions.length > 0 ? `JOIN posts p ON p.ctid = n.spot WHERE ${all(conditions)}` : '';
  return [
    `matched AS MATERIALIZED (
      SELECT n.spot, n.id, n.date, ts_rank(n.head, (SELECT parted FROM ${search}), 1) AS rank FROM newest n ${read})`,
    `kept AS MATERIALIZED (
      SELECT m.id, m.rank AS place FROM matched m WHERE m.rank > 0
      UNION ALL
      SELECT m.id, CASE WHEN row_number() OVER (ORDER BY m.date DESC, m.id DESC) > ${RANKED_CONTENTS} THEN -1 ELSE
        ((SELECT ts_rank(p.search, (SELECT ranked FROM ${search}), 1) FROM posts p WHERE p.ctid = m.spot) - 1)::real END
      FROM matched m WHERE m.rank = 0 AND ${goesOn})`,
  ];
}
