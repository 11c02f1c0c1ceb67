import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../platform/database/index.js';
import { COUNT_LIMIT, UUID, type SortOrder, type Window } from '../platform/http/index.js';
import { PostListQuery } from './post-list.query.js';
import type { PostSelection, PostSort, SqlText } from './post-selection.js';
import { PostSearchRepository } from './post-search.repository.js';
import type { PlacedPost } from './post.rows.js';
import type { Search } from './search-text.js';

/** The posts of one window. */
export interface ListedPosts {
  rows: PlacedPost[];
  /** How many there are in all, where the window asks for that. */
  count: number | undefined;
  /** Whether a search found nothing, and these posts have words that resemble those asked for. */
  isCorrected: boolean;
}

export interface ListAuthor {
  id: string;
  isDeleted: boolean;
}

const author = (column: string): Statement => ({
  name: `posts.author-by-${column}`,
  text: `SELECT id, deleted_at IS NOT NULL AS "isDeleted" FROM users WHERE ${column} = $1`,
});
const AUTHOR_BY_ID = author('id');
const AUTHOR_BY_USERNAME = author('username');

/** Lists of posts. */
@Injectable()
export class PostListsRepository {
  constructor(
    private readonly database: Database,
    private readonly searches: PostSearchRepository,
  ) {}

  async find(selection: PostSelection, sortBy: PostSort, direction: SortOrder, window: Window): Promise<ListedPosts> {
    const { search } = selection;
    if (search?.query !== undefined) {
      const found = await this.searches.find({ ...selection, search }, sortBy, direction, window);
      return window.counted ? found : { ...found, count: undefined };
    }
    const query = new PostListQuery(selection, sortBy, direction);
    const name = preparedName(selection, sortBy, direction, window);
    const rows = await this.run<PlacedPost>(query.page(window), name && `posts.list-${name}`);
    const count = window.counted ? await this.count(query, name) : undefined;
    return { rows, count, isCorrected: false };
  }

  /** What the search configuration makes of the words. */
  toSearch(text: string): Promise<Search> {
    return this.searches.parse(text);
  }

  async findAuthor(idOrUsername: string): Promise<ListAuthor | undefined> {
    const statement = UUID.test(idOrUsername) ? AUTHOR_BY_ID : AUTHOR_BY_USERNAME;
    const [found] = await this.database.query<ListAuthor>(statement, [idOrUsername]);
    return found;
  }

  private async count(query: PostListQuery, name: string | undefined): Promise<number> {
    const [row] = await this.run<{ count: number }>(query.count(COUNT_LIMIT + 1), name && `posts.count-${name}`);
    return row?.count ?? 0;
  }

  private run<Row>({ text, values }: SqlText, name: string | undefined): Promise<Row[]> {
    return name === undefined
      ? this.database.queryText<Row>(text, values)
      : this.database.query<Row>({ name, text }, values);
  }
}

const USUAL_LIMIT = 20;

/**
 * A name for the texts that front pages are made of: the usual order and length, at most one filter. There are few of
 * them; preparing every text that a query string can ask for would fill each connection's memory.
 */
function preparedName(
  { viewer, status, authorId, tag, publishedAfter, publishedBefore, search }: PostSelection,
  sortBy: PostSort,
  direction: SortOrder,
  { limit, offset, after }: Window,
): string | undefined {
  const usual = sortBy === 'publishedAt' && direction === 'desc' && limit === USUAL_LIMIT && offset === 0;
  if (!usual || search || publishedAfter || publishedBefore || (authorId && tag)) return undefined;
  const filter = authorId ? 'author' : tag ? 'tag' : 'all';
  return [status ?? 'any', viewer, filter, after ? 'after' : 'first'].join('-');
}
