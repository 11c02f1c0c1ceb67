import {
  keysetAfter,
  keysetColumns,
  keysetOrderBy,
  keysetValues,
  type KeysetOrder,
} from '../platform/database/index.js';
import type { SortOrder, Window } from '../platform/http/index.js';
import { highlightColumns } from './highlight.js';
import { all, SelectionSql, type PostSelection, type PostSort, type SqlText } from './post-selection.js';
import { summaryColumns } from './post.rows.js';
import { containing, literally, literalWords, RANKED_HITS } from './search-text.js';

/**
 * The SQL of a list that is read along the index of its order, post by post: lists without a search, searches for
 * symbols alone, and those whose words stand in so many posts that a page of them is soon found.
 */
export class PostListQuery {
  private readonly sql: SelectionSql;
  private readonly order: KeysetOrder;
  private readonly words: string | undefined;
  private readonly source: string;
  private readonly conditions: string[];

  constructor(
    private readonly selection: PostSelection,
    sortBy: PostSort,
    direction: SortOrder,
  ) {
    this.sql = new SelectionSql(selection);
    const { search } = selection;
    if (search?.query !== undefined) this.words = `${this.sql.bind(search.query)}::tsquery`;
    this.order = this.sql.order(sortBy, direction, '0::real');
    const matching = [...this.sql.conditions(), ...(this.words ? [`p.search @@ ${this.words}`] : [])];
    const literal =
      search && !this.words
        ? literalWords(search).map((word) => literally(search, this.sql.bind(containing(word))))
        : [];
    const isBounded = sortBy === 'relevance' || literal.length > 0;
    this.source = isBounded ? newest(RANKED_HITS, matching, this.sql.date()) : 'posts p';
    this.conditions = isBounded ? literal : matching;
  }

  /** One row more than the window's limit, so that the last page is known by it. */
  page({ limit, offset, after }: Window): SqlText {
    const { order } = this;
    const { callerId, search } = this.selection;
    const values = [...this.sql.values, ...(after ? keysetValues(after) : [])];
    if (callerId !== undefined) values.push(callerId);
    const columns = summaryColumns(callerId === undefined ? undefined : `$${values.length}`);
    const conditions = after ? [...this.conditions, keysetAfter(order, this.sql.values.length + 1)] : this.conditions;
    const text = `
      SELECT ${columns}, ${keysetColumns(order)}${search ? highlightColumns(this.words) : ''}
      FROM (SELECT p.* FROM ${this.source} WHERE ${all(conditions)}
        ORDER BY ${keysetOrderBy(order)} LIMIT ${limit + 1} OFFSET ${offset}) p
      JOIN users a ON a.id = p.author_id
      ORDER BY ${keysetOrderBy(order)}`;
    return { text, values };
  }

  /** How many posts there are, counted up to the limit. */
  count(limit: number): SqlText {
    const rows = `SELECT 1 FROM ${this.source} WHERE ${all(this.conditions)} LIMIT ${limit}`;
    return { text: `SELECT count(*)::integer AS count FROM (${rows}) counted`, values: this.sql.values };
  }
}

function newest(count: number, conditions: string[], date: string): string {
  return `(SELECT p.* FROM posts p WHERE ${all(conditions)}
    ORDER BY ${date} DESC, p.id DESC LIMIT ${count}) p`;
}
