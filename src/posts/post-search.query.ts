import {
  keysetAfter,
  keysetColumns,
  keysetOrderBy,
  keysetValues,
  type KeysetOrder,
} from '../platform/database/index.js';
import type { SortOrder, Window } from '../platform/http/index.js';
import { highlightColumns } from './highlight.js';
import { all, SelectionSql, type PostSort, type SqlText, type WordSelection } from './post-selection.js';
import { summaryColumns } from './post.rows.js';
import { containing, literally, literalWords, RANKED_HITS, READ_HITS } from './search-text.js';

/** How many hits are gathered at most; a search that has more of them is quicker along the index of its order. */
export const GATHERED_HITS = 20_000;

/** The search as a subquery: PostgreSQL, which does not know its words when it plans, always goes by their index. */
const SOUGHT = '(SELECT sought FROM search)';

/**
 * The SQL of a search that first gathers all hits by an index of words, then orders them: its cost goes by the number of
 * hits, and not by how deep in the order of the list they lie.
 */
export class PostSearchQuery {
  private readonly sql: SelectionSql;
  private readonly order: KeysetOrder;
  private readonly gathering: string;

  constructor(selection: WordSelection, sortBy: PostSort, direction: SortOrder) {
    this.sql = new SelectionSql(selection);
    const { search } = selection;
    const sought = `${this.sql.bind(search.query)}::tsquery`;
    const conditions = all([...this.sql.conditions(), `p.search @@ ${SOUGHT}`]);
    const order = this.sql.order(sortBy, direction, `ts_rank(p.search, ${SOUGHT}, 1)`);
    const literal = literalWords(search).map((word) => literally(search, this.sql.bind(containing(word))));
    const isBounded = sortBy === 'relevance' || literal.length > 0;
    this.gathering = `
      search AS MATERIALIZED (SELECT ${sought} AS sought),
      hits AS MATERIALIZED (
        SELECT p.id, ${isBounded ? this.sql.date() : order.expression} AS place
        FROM posts p WHERE ${conditions} LIMIT ${GATHERED_HITS + 1}),
      kept AS MATERIALIZED (${isBounded ? keptOf(order, literal) : `SELECT * FROM hits WHERE ${FEW}`})`;
    this.order = { ...order, expression: 'k.place', id: 'k.id' };
  }

  /**
   * The rows of a window, and one more; at least one row, whose post is NULL when there is none. Each has the number of
   * `hits`, up to {@link GATHERED_HITS} + 1, and how many posts the list has: none when there are too many hits.
   */
  page({ limit, offset, after }: Window): SqlText {
    const { order } = this;
    const { callerId } = this.sql.selection;
    const values = [...this.sql.values, ...(after ? keysetValues(after) : [])];
    if (callerId !== undefined) values.push(callerId);
    const columns = summaryColumns(callerId === undefined ? undefined : `$${values.length}`);
    const behind = after ? `WHERE ${keysetAfter(order, this.sql.values.length + 1)}` : '';
    const text = `
      SELECT k.hits, k.count, ${columns}, ${keysetColumns(order)}${highlightColumns('k.sought')}
      FROM (
        WITH ${this.gathering}
        SELECT * FROM (
          SELECT ${SOUGHT} AS sought, (SELECT count(*)::integer FROM hits) AS hits,
            (SELECT count(*)::integer FROM kept) AS count) found
        LEFT JOIN (
          SELECT * FROM kept k ${behind} ORDER BY ${keysetOrderBy(order)} LIMIT ${limit + 1} OFFSET ${offset}) page ON true
      ) k
      LEFT JOIN posts p ON p.id = k.id LEFT JOIN users a ON a.id = p.author_id
      ORDER BY ${keysetOrderBy(order)}`;
    return { text, values };
  }
}

const FEW = `(SELECT count(*) FROM hits) <= ${GATHERED_HITS}`;

/** The newest hits with their place in the order, if the words stand there literally. */
function keptOf({ expression }: KeysetOrder, literal: string[]): string {
  const newest = `SELECT h.id FROM hits h WHERE ${FEW} ORDER BY h.place DESC, h.id DESC
    LIMIT ${literal.length > 0 ? READ_HITS : RANKED_HITS}`;
  return `SELECT p.id, ${expression} AS place FROM (${newest}) h JOIN posts p ON p.id = h.id WHERE ${all(literal)}`;
}
