import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import type { Position, SortOrder, Window } from '../platform/http/index.js';
import { PostListQuery } from './post-list.query.js';
import { GATHERED_HITS, PostSearchQuery } from './post-search.query.js';
import type { PostSort, WordSelection } from './post-selection.js';
import type { PlacedPost } from './post.rows.js';
import { DATED_POSTS, SAMPLED_POSTS, type RecentPosts } from './recent-posts.js';
import { FOLLOWED_BY, literalWords, parsable, splitExact, type Search } from './search-text.js';
import { PUBLISHED } from './visibility.js';

export interface FoundPosts {
  rows: PlacedPost[];
  /** How many there are in all; any number beyond 10 000 when there are more. */
  count: number;
  /** Whether no post had the words, and these have words that resemble them. */
  isCorrected: boolean;
}

interface Counted {
  count: number;
}

type GatheredRow = PlacedPost & Counted;
/** The only row of an empty page. */
type EmptyRow = { id: null } & Counted;

const NEWEST = `FROM posts p WHERE ${PUBLISHED} ORDER BY p.published_at DESC, p.id DESC LIMIT`;

const PARSE = {
  name: 'posts.search-parse',
  text: `
    SELECT CASE WHEN querytree(q) NOT IN ('', 'T') THEN q::text END AS query, sample.*,
      (SELECT reltuples FROM pg_class WHERE oid = 'posts'::regclass) AS posts,
      (SELECT p.published_at ${NEWEST} 1) AS last, (SELECT p.published_at ${NEWEST} 1 OFFSET ${DATED_POSTS}) AS first
    FROM websearch_to_tsquery('quire', $1) AS q, regexp_replace(q::text, '${FOLLOWED_BY}', '&', 'g') AS words,
      LATERAL (
        SELECT count(*) FILTER (WHERE search @@ q)::integer AS sampled,
          CASE WHEN words <> q::text THEN count(*) FILTER (WHERE search @@ words::tsquery)::integer END AS scattered
        FROM (SELECT p.search ${NEWEST} ${SAMPLED_POSTS}) newest) sample`,
};

const CORRECT = {
  name: 'posts.search-correct',
  text: `SELECT (search_resembling($1) && websearch_to_tsquery('quire', $2))::text AS query`,
};

/** Posts that have the words of a search. */
@Injectable()
export class PostSearchRepository {
  constructor(private readonly database: Database) {}

  /** What the search configuration makes of the caller's words. */
  async parse(text: string): Promise<Search> {
    const [row] = await this.database.query<{ query: string | null } & RecentPosts>(PARSE, [parsable(text)]);
    if (!row) return { text, query: undefined };
    const { query, ...recent } = row;
    return { text, query: query ?? undefined, recent };
  }

  /** The posts of one window; when no post has the words, those with the words of titles that come closest to them. */
  async find(selection: WordSelection, sortBy: PostSort, direction: SortOrder, window: Window): Promise<FoundPosts> {
    const { after } = window;
    const begun = correctionIn(after);
    if (!begun) {
      const found = await this.findExactly(selection, sortBy, direction, window);
      const isFinal = found.count > 0 || after !== undefined || literalWords(selection.search).length > 0;
      if (isFinal) return { ...found, isCorrected: false };
    }
    const query = begun?.query ?? (await this.correct(selection.search));
    if (query === undefined) return { rows: [], count: 0, isCorrected: false };
    const corrected = { ...selection, search: { text: '', query } };
    const { rows, count } = await this.findExactly(corrected, sortBy, direction, { ...window, after: begun?.after });
    return { rows: rows.map((row) => withCorrection(row, query)), count, isCorrected: count > 0 };
  }

  private async findExactly(
    selection: WordSelection,
    sortBy: PostSort,
    direction: SortOrder,
    window: Window,
  ): Promise<Omit<FoundPosts, 'isCorrected'>> {
    const search = new PostSearchQuery(selection, sortBy, direction);
    const { text, values } = search.page(window);
    const gathered = await this.database.queryText<GatheredRow | EmptyRow>(text, values);
    const count = gathered[0]?.count ?? 0;
    if (search.isBounded || count <= GATHERED_HITS) {
      return { rows: gathered.filter((row) => row.id !== null), count };
    }
    const walked = new PostListQuery(selection, sortBy, direction).page(window);
    return { rows: await this.database.queryText<PlacedPost>(walked.text, walked.values), count };
  }

  /** The tsquery with words of titles; undefined when it has no word that could be corrected. */
  private async correct({ text }: Search): Promise<string | undefined> {
    const { words, exact } = splitExact(parsable(text));
    const [row] = await this.database.query<{ query: string | null }>(CORRECT, [words, exact]);
    return row?.query ?? undefined;
  }
}

/** A row whose place names the corrected tsquery, behind the id: the next page goes on with the same one. */
function withCorrection(row: PlacedPost, query: string): PlacedPost {
  return { ...row, sortId: `${row.sortId} ${query}` };
}

function correctionIn(place: Position | undefined): { after: Position; query: string } | undefined {
  const space = place?.id.indexOf(' ') ?? -1;
  if (!place || space === -1) return undefined;
  return { after: { ...place, id: place.id.slice(0, space) }, query: place.id.slice(space + 1) };
}
