import type { ImportedPost } from '../post/imported-post.js';
import type { Mending } from '../post/mending.js';
import { PostRefused } from '../post/post-refused.js';
import { publicationDate } from '../post/publication-date.js';
import type { WxrItem } from './wxr-item.js';

type State = Pick<ImportedPost, 'status' | 'publishAt' | 'publishedAt' | 'createdAt'>;

/** What WordPress writes for no date. */
const ZERO_DATE = '0000-';

/**
 * How far a post has come. What not everybody could read there, everybody could here: it becomes a draft. WordPress
 * keeps no time of creation; the post's own date is the nearest to it.
 *
 * @throws PostRefused for what lies in the trash, what was never saved, and a date that is none.
 */
export function stateOf(item: WxrItem, now: Date, mending: Mending): State {
  const status = item.members.get('wp:status') ?? 'draft';
  if (status === 'trash') throw new PostRefused('it lies in the trash');
  if (status === 'auto-draft') throw new PostRefused('it was never saved');
  const date = dateOf(item, mending);
  const moment = date?.toISOString();
  const createdAt = date && date <= now ? moment : undefined;
  if (status === 'draft') return { status, createdAt };
  const reason = reasonForDraft(item, status, moment);
  if (reason !== undefined) {
    mending.note(`it becomes a draft: ${reason}`);
    return { status: 'draft', createdAt };
  }
  return status === 'future'
    ? { status: 'scheduled', publishAt: moment, createdAt }
    : { status: 'published', publishedAt: moment, createdAt };
}

function reasonForDraft({ members }: WxrItem, status: string, moment: string | undefined): string | undefined {
  if (status === 'private') return 'it is private';
  if (status === 'pending') return 'it awaits its review';
  if (status !== 'publish' && status !== 'future') return `"${status}" is no state of a post here`;
  if (members.get('wp:post_password')) return 'it has a password';
  return moment === undefined ? 'it has no date' : undefined;
}

/** In UTC where the file tells it: some posts have their date in the site's own time only. */
function dateOf({ members }: WxrItem, mending: Mending): Date | undefined {
  const written = (name: string): string | undefined => {
    const text = members.get(name)?.trim() ?? '';
    return text === '' || text.startsWith(ZERO_DATE) ? undefined : text;
  };
  const universal = written('wp:post_date_gmt');
  const local = written('wp:post_date');
  if (universal !== undefined) return publicationDate(universal);
  if (local === undefined) return undefined;
  const isDraft = members.get('wp:status') === 'draft';
  if (!isDraft) mending.note('its date has no zone: it counts as UTC');
  return publicationDate(local);
}
