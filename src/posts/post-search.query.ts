import {
  keysetAfter,
  keysetColumns,
  keysetOrderBy,
  keysetValues,
  type KeysetOrder,
} from '../platform/database/index.js';
import { COUNT_LIMIT, type SortOrder, type Window } from '../platform/http/index.js';
import { highlightColumns } from './highlight.js';
import { newestHits } from './newest-hits.js';
import { all, SelectionSql, type PostSort, type SqlText, type WordSelection } from './post-selection.js';
import { summaryColumns } from './post.rows.js';
import { lookAmongNewest } from './recent-posts.js';
import { rankedColumns, ranking } from './search-ranking.js';
import { containing, literally, literalWords, RANKED_HITS, READ_HITS } from './search-text.js';

/** How many hits are gathered at most; a list of more of them is quicker along the index of its order. */
export const GATHERED_HITS = COUNT_LIMIT;

/** The search as a subquery: PostgreSQL, which does not know its words when it plans, always goes by their index. */
const SOUGHT = '(SELECT sought FROM search)';

/**
 * Memory for the places of hits until the end of the transaction. PostgreSQL has 4 MB for that if nobody tells it otherwise,
 * keeps no more than the pages of what goes beyond, and reads all posts of those pages: seconds, for 100 000 hits.
 */
const WITH_ROOM = `set_config('work_mem', '64MB', true)`;

/**
 * The SQL of a search that first gathers hits by an index of words, then orders them: its cost goes by the number of
 * hits, and not by how deep in the order of the list they lie.
 */
export class PostSearchQuery {
  /** Whether the list has so many of the newest hits and no more: if not, there can be too many to gather. */
  readonly isBounded: boolean;
  private readonly sql: SelectionSql;
  private readonly order: KeysetOrder;
  private readonly literal: string[];
  /** Common table expressions, the last of which is `hits`, or `newest` when the list is bounded. */
  private readonly gathering: string[];

  constructor(
    selection: WordSelection,
    private readonly sortBy: PostSort,
    direction: SortOrder,
  ) {
    this.sql = new SelectionSql(selection);
    const { search } = selection;
    const sought = `${this.sql.bind(search.query)}::tsquery`;
    const conditions = this.sql.conditions();
    const words = `p.search @@ ${SOUGHT}`;
    this.order = this.sql.order(sortBy, direction, 'm.rank');
    this.literal = literalWords(search).map((word) => literally(search, this.sql.bind(containing(word))));
    this.isBounded = sortBy === 'relevance' || this.literal.length > 0;
    const date = this.sql.date();
    const count = this.literal.length > 0 ? READ_HITS : RANKED_HITS;
    const look = this.isBounded && isOfAll(selection) ? lookAmongNewest(search.recent) : undefined;
    const recent = look && { ...look, since: this.sql.bind(look.since) };
    this.gathering = [
      `search AS MATERIALIZED (SELECT ${sought} AS sought, ${rankedColumns(sought)}, ${WITH_ROOM})`,
      ...(this.isBounded
        ? newestHits({ count, conditions, words, date, recent })
        : [gathered(all([...conditions, words]), this.order.expression)]),
    ];
  }

  /**
   * The rows of a window, and one more; at least one row, whose post is NULL when there is none. Each has the `count` of
   * the posts of the list. If that is larger than {@link GATHERED_HITS}, none of them is there.
   */
  page(window: Window): SqlText {
    const { limit, offset, after } = window;
    const { callerId } = this.sql.selection;
    const behind = this.sql.values.length + 1;
    const values = [...this.sql.values, ...(after ? keysetValues(after) : [])];
    if (callerId !== undefined) values.push(callerId);
    const columns = summaryColumns(callerId === undefined ? undefined : `$${values.length}`);
    const order = { ...this.order, expression: 'k.place', id: 'k.id' };
    const text = `
      SELECT k.count, ${columns}, ${keysetColumns(order)}${highlightColumns('k.sought')}
      FROM (
        WITH ${[...this.gathering, ...this.keeping(window, behind)].join(',')}
        SELECT * FROM (SELECT ${SOUGHT} AS sought, (SELECT count(*)::integer FROM ${this.counted}) AS count) found
        LEFT JOIN (
          SELECT * FROM kept k ${after ? `WHERE ${keysetAfter(order, behind)}` : ''}
          ORDER BY ${keysetOrderBy(order)} LIMIT ${limit + 1} OFFSET ${offset}) page ON true
      ) k
      LEFT JOIN posts p ON p.id = k.id LEFT JOIN users a ON a.id = p.author_id
      ORDER BY ${keysetOrderBy(order)}`;
    return { text, values };
  }

  /** Common table expressions, among them `kept`: the posts of the list, or as many as the window needs, and their places. */
  private keeping(window: Window, behind: number): string[] {
    if (this.sortBy === 'relevance') return ranking(this.literal, 'search', this.order, window, behind);
    if (!this.isBounded) {
      return [`kept AS MATERIALIZED (SELECT * FROM hits WHERE (SELECT count(*) FROM hits) <= ${GATHERED_HITS})`];
    }
    return [
      `kept AS MATERIALIZED (SELECT p.id, ${this.order.expression} AS place
        FROM newest n JOIN posts p ON p.ctid = n.spot WHERE ${all(this.literal)})`,
    ];
  }

  private get counted(): string {
    if (this.sortBy === 'relevance') return 'matched';
    return this.isBounded ? 'kept' : 'hits';
  }
}

/** Whether the newest posts of all are likely to be the newest of the list. */
function isOfAll({ status, authorId, tag, publishedBefore }: WordSelection): boolean {
  return status === 'published' && authorId === undefined && tag === undefined && publishedBefore === undefined;
}

function gathered(conditions: string, place: string): string {
  return `hits AS MATERIALIZED (
    SELECT p.id, ${place} AS place FROM posts p WHERE ${conditions} LIMIT ${GATHERED_HITS + 1})`;
}
