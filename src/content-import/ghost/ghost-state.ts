import type { ImportedPost } from '../post/imported-post.js';
import type { Mending } from '../post/mending.js';
import { PostRefused } from '../post/post-refused.js';
import { publicationDate } from '../post/publication-date.js';
import { textOf, type GhostRow } from './ghost-export.js';

type State = Pick<ImportedPost, 'status' | 'publishAt' | 'publishedAt'>;

/**
 * How far a post has come. What not everybody could read there, everybody could here: it becomes a draft.
 *
 * @throws PostRefused for a date that is none.
 */
export function stateOf(row: GhostRow, mending: Mending): State {
  const status = textOf(row, 'status') || 'draft';
  const readers = textOf(row, 'visibility') || 'public';
  const moment = momentOf(row, 'published_at');
  if (status === 'draft') return { status };
  const reason = reasonForDraft(status, readers, moment);
  if (reason !== undefined) {
    mending.note(`it becomes a draft: ${reason}`);
    return { status: 'draft' };
  }
  return status === 'scheduled' ? { status, publishAt: moment } : { status: 'published', publishedAt: moment };
}

function reasonForDraft(status: string, readers: string, moment: string | undefined): string | undefined {
  if (status === 'sent') return 'it was sent by email only';
  if (status !== 'published' && status !== 'scheduled') return `"${status}" is no state of a post here`;
  if (readers !== 'public') return `there it is for "${readers}" only`;
  return moment === undefined ? `it is ${status} but has no date` : undefined;
}

/**
 * A moment, which old exports give in milliseconds since 1970; undefined when there is none.
 *
 * @throws PostRefused for a date that is none.
 */
export function momentOf(row: GhostRow, name: string): string | undefined {
  const written = textOf(row, name);
  if (written === '') return undefined;
  if (!/^\d{12,}$/.test(written)) return publicationDate(written).toISOString();
  const moment = new Date(Number(written));
  if (Number.isNaN(moment.getTime())) throw new PostRefused(`${name} "${written}" is no date`);
  return moment.toISOString();
}
