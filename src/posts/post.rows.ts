import type { KeysetRow } from '../platform/database/index.js';
import type { PostStatus } from './visibility.js';

/** A post `p` with its author `a`, as {@link SUMMARY_COLUMNS} select it. */
export interface PostSummaryRow {
  id: string;
  slug: string;
  title: string;
  excerpt: string | null;
  derivedExcerpt: string;
  status: PostStatus;
  tags: string[];
  coverImageUrl: string | null;
  readingTimeMinutes: number;
  commentCount: number;
  favoriteCount: number;
  /** Present for a known caller. */
  favorited?: boolean;
  publishedAt: string | null;
  publishAt: string | null;
  createdAt: string;
  updatedAt: string;
  version: number;
  authorId: string;
  authorUsername: string;
  authorName: string;
  authorAvatarUrl: string | null;
}

export interface PostRow extends PostSummaryRow {
  content: string;
}

/** A row of a list, in a search with its marked hits. */
export interface FoundPostRow extends PostSummaryRow {
  titleHighlight?: string;
  contentHighlight?: string;
}

/** A found post with the place that a cursor can name. */
export type PlacedPost = FoundPostRow & KeysetRow;

export const SUMMARY_COLUMNS = `
  p.id, p.slug, p.title, p.excerpt, p.derived_excerpt AS "derivedExcerpt", p.status, p.tags, p.cover_image_url AS "coverImageUrl",
  p.reading_time_minutes AS "readingTimeMinutes", p.comment_count AS "commentCount", p.favorite_count AS "favoriteCount",
  p.published_at AS "publishedAt", p.publish_at AS "publishAt", p.created_at AS "createdAt",
  p.updated_at AS "updatedAt", p.version,
  a.id AS "authorId", a.username AS "authorUsername", a.name AS "authorName", a.avatar_url AS "authorAvatarUrl"`;

/**
 * The columns of a {@link PostSummaryRow} as one caller gets them.
 *
 * @param callerId SQL that stands for the id of a known caller; undefined for an anonymous one.
 */
export function summaryColumns(callerId: string | undefined): string {
  if (callerId === undefined) return SUMMARY_COLUMNS;
  // Not EXISTS, for which the planner may read all favourites of the caller instead of looking up one per post.
  return `${SUMMARY_COLUMNS},
  coalesce((SELECT true FROM favorites f WHERE f.post_id = p.id AND f.user_id = ${callerId}), false) AS favorited`;
}
