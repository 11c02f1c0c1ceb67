import type { Principal } from '../platform/context/index.js';

/** How far a caller sees: anyone published posts, a member their own as well, a moderator all. */
export type Viewer = 'anyone' | 'member' | 'moderator';

export const STATUSES = ['draft', 'scheduled', 'published', 'archived'] as const;
export type PostStatus = (typeof STATUSES)[number];

/** What lists can be narrowed to: a status, or the trash, in which posts of every status lie. */
export const LISTED_STATUSES = [...STATUSES, 'trashed'] as const;
export type ListedStatus = (typeof LISTED_STATUSES)[number];

export function viewerOf(caller: Principal | undefined): Viewer {
  if (!caller) return 'anyone';
  return caller.role === 'user' ? 'member' : 'moderator';
}

/** The condition of the partial indexes: what everybody sees. */
export const PUBLISHED = `p.status = 'published' AND p.deleted_at IS NULL`;

/**
 * The one rule about who sees which post `p`, as a condition for the query that looks for it.
 *
 * @param callerId SQL that stands for a member's id; other viewers' conditions don't contain it.
 */
export function visibleTo(viewer: Viewer, callerId: string): string {
  if (viewer === 'anyone') return PUBLISHED;
  if (viewer === 'moderator') return 'p.deleted_at IS NULL';
  return `(p.status = 'published' OR p.author_id = ${callerId}) AND p.deleted_at IS NULL`;
}

/**
 * The part of {@link visibleTo} that has this status, put so that the index for it is found; or the trashed posts that
 * the caller may restore, which only the list of them shows.
 */
export function visibleWithStatus(viewer: Viewer, callerId: string, status: ListedStatus): string {
  if (status === 'published') return PUBLISHED;
  if (viewer === 'anyone') return 'false';
  const own = viewer === 'member' ? ` AND p.author_id = ${callerId}` : '';
  if (status === 'trashed') return `p.deleted_at IS NOT NULL${own}`;
  return `p.status = '${status}' AND p.deleted_at IS NULL${own}`;
}

/** {@link visibleTo}, and the trashed posts that the caller may restore. */
export function visibleOrTrashed(viewer: Viewer, callerId: string): string {
  if (viewer === 'anyone') return PUBLISHED;
  return viewer === 'moderator' ? 'true' : `((${PUBLISHED}) OR p.author_id = ${callerId})`;
}
