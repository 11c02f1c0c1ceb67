import type { KeysetOrder } from '../platform/database/index.js';
import type { SortOrder } from '../platform/http/index.js';
import type { Search } from './search-text.js';
import { tagKey } from './tag-name.js';
import { visibleTo, visibleWithStatus, type ListedStatus, type Viewer } from './visibility.js';

export const POST_SORTS = ['publishedAt', 'createdAt', 'updatedAt', 'title', 'relevance'] as const;
export type PostSort = (typeof POST_SORTS)[number];

/** Which posts a list shows, and to whom. */
export interface PostSelection {
  viewer: Viewer;
  callerId?: string;
  status?: ListedStatus;
  authorId?: string;
  tag?: string;
  publishedAfter?: Date;
  publishedBefore?: Date;
  search?: Search;
}

/** Posts that have the words of a search. */
export type WordSelection = PostSelection & { search: Search };

export interface SqlText {
  text: string;
  values: unknown[];
}

const SORTS: Record<Exclude<PostSort, 'relevance' | 'publishedAt'>, Pick<KeysetOrder, 'expression' | 'type'>> = {
  createdAt: { expression: 'p.created_at', type: 'timestamptz' },
  updatedAt: { expression: 'p.updated_at', type: 'timestamptz' },
  title: { expression: 'lower(p.title) COLLATE "C"', type: 'text' },
};

/** The SQL of a selection of posts `p`. All of its text is ours; what the caller gave is in the values. */
export class SelectionSql {
  readonly values: unknown[] = [];

  constructor(readonly selection: PostSelection) {}

  /** The text that stands for a value. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** Who may see it, and every filter but the search. */
  conditions(): string[] {
    const { authorId, tag, publishedAfter, publishedBefore } = this.selection;
    const conditions = [this.visible()];
    if (authorId !== undefined) conditions.push(`p.author_id = ${this.bind(authorId)}`);
    if (tag !== undefined) conditions.push(this.tagged(tag));
    if (publishedAfter) conditions.push(`p.published_at >= ${this.bind(publishedAfter)}`);
    if (publishedBefore) conditions.push(`p.published_at < ${this.bind(publishedBefore)}`);
    return conditions;
  }

  /**
   * The date as the index orders it that fits the list. Scheduled posts have their time, and in the index over all
   * published ones every post has a date.
   */
  date(): string {
    const { status, authorId } = this.selection;
    if (status === 'scheduled') return 'p.publish_at';
    return status === 'published' && authorId === undefined ? 'p.published_at' : `coalesce(p.published_at, 'infinity')`;
  }

  /** @param relevance SQL of type real, for lists that are ordered by it. */
  order(sortBy: PostSort, direction: SortOrder, relevance: string): KeysetOrder {
    const place = { direction, id: 'p.id' };
    if (sortBy === 'publishedAt') return { ...place, expression: this.date(), type: 'timestamptz' };
    return sortBy === 'relevance' ? { ...place, expression: relevance, type: 'real' } : { ...place, ...SORTS[sortBy] };
  }

  private visible(): string {
    const { viewer, callerId, status } = this.selection;
    const needsCaller = viewer === 'member' && status !== 'published';
    const caller = needsCaller ? this.bind(callerId) : '';
    return status === undefined ? visibleTo(viewer, caller) : visibleWithStatus(viewer, caller, status);
  }

  /** By slug, or else by name. */
  private tagged(tag: string): string {
    const slug = this.bind(tag.toLowerCase());
    const key = this.bind(tagKey(tag));
    return `p.id IN (SELECT pt.post_id FROM post_tags pt WHERE pt.tag_id = (
      SELECT coalesce(t.alias_of, t.id) FROM tags t
      WHERE t.slug = ${slug} OR t.key = ${key} ORDER BY t.slug = ${slug} DESC LIMIT 1))`;
  }
}

/** All of the conditions; true when there is none. */
export function all(conditions: string[]): string {
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}
