import { elementsLeftOut, htmlToMarkdown, htmlToText } from '../post/html-to-markdown.js';
import type { ImportedPost, ReadItem } from '../post/imported-post.js';
import { Mending } from '../post/mending.js';
import { PostRefused } from '../post/post-refused.js';
import { withoutShortcodes } from './shortcodes.js';
import type { WordPressSite } from './wordpress-site.js';
import { wordpressHtml } from './wordpress-html.js';
import { stateOf } from './wordpress-state.js';
import { MAX_ITEM_LENGTH } from './wxr-handler.js';
import type { WxrItem } from './wxr-item.js';

/** The category that every post without one is in. */
const NO_CATEGORY = 'uncategorized';

/** Makes a post of an item, or tells why it becomes none. */
export function readWordPressPost(item: WxrItem, site: WordPressSite): ReadItem {
  const title = titleOf(item);
  const source = title === '' ? `the item at line ${item.line}` : `"${title}" (line ${item.line})`;
  const mending = new Mending();
  try {
    return { kind: 'post', source, post: toPost(item, title, site, mending), notes: mending.notes };
  } catch (error) {
    if (error instanceof PostRefused) return { kind: 'refused', source, reason: error.message };
    throw error;
  }
}

function toPost(item: WxrItem, title: string, site: WordPressSite, mending: Mending): ImportedPost {
  const member = (name: string): string => (item.members.get(name) ?? '').trim();
  if (item.isTooLong) throw new PostRefused(`it is longer than ${MAX_ITEM_LENGTH} characters`);
  const type = member('wp:post_type');
  if (type !== 'post') throw new PostRefused(`it is a ${type || 'thing without a type'}, not a post`);
  if (item.comments > 0) mending.note(`its comments are not kept: ${item.comments}`);
  return {
    externalId: externalIdOf(member('guid')),
    title,
    content: contentOf(item, site, mending),
    slug: mending.slug(member('wp:post_name')),
    excerpt: mending.excerpt(htmlToText(member('excerpt:encoded'))),
    tags: mending.tags(tagsOf(item)),
    coverImageUrl: coverOf(item, site, mending),
    author: site.authorOf(member('dc:creator'), mending),
    ...stateOf(item, site.now, mending),
  };
}

/** WordPress keeps titles and names as HTML. */
function titleOf(item: WxrItem): string {
  return htmlToText(item.members.get('title') ?? '');
}

function externalIdOf(guid: string): string {
  if (guid === '') throw new PostRefused('it has no guid, by which it would be known again');
  return `wordpress:${guid}`;
}

function contentOf(item: WxrItem, site: WordPressSite, mending: Mending): string {
  const stored = item.members.get('content:encoded') ?? '';
  const html = wordpressHtml(withoutShortcodes(stored, site.uploadsFor(item), mending));
  for (const name of elementsLeftOut(html)) mending.note(`a ${name} is left out of the content`);
  return htmlToMarkdown(html);
}

/** Tags, then categories; other taxonomies belong to plugins. */
function tagsOf({ terms }: WxrItem): string[] {
  const named = (domain: string): string[] =>
    terms.filter((term) => term.domain === domain && term.nicename !== NO_CATEGORY).map(({ name }) => htmlToText(name));
  // In the first exports tags were of the domain `tag`.
  return [...named('post_tag'), ...named('tag'), ...named('category')];
}

function coverOf({ thumbnailId }: WxrItem, site: WordPressSite, mending: Mending): string | null {
  if (thumbnailId === undefined) return null;
  const address = site.addressOf(thumbnailId);
  if (address === undefined) mending.note('its cover image is not in the export');
  return mending.coverImageUrl(address ?? '');
}
