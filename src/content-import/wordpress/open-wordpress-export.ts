import type { ImportSource, ReadItem } from '../post/imported-post.js';
import { readWordPressPost } from './wordpress-post.js';
import { WordPressSite } from './wordpress-site.js';
import { readWxr } from './read-wxr.js';
import type { WxrPart } from './wxr-item.js';

/** The types of items that are told one by one, by their titles; of the others only how many there are. */
const TOLD = new Set(['post', 'page']);

/**
 * Opens the file that WordPress exports (WXR). It is read twice, once for what posts refer to and whether it is whole, once
 * for the posts: a broken file is refused before anything is imported.
 *
 * @throws PostRefused when it is none, or broken; the file system's error when it cannot be read.
 */
export async function openWordPressExport(path: string): Promise<ImportSource> {
  const site = new WordPressSite();
  const others = new Map<string, number>();
  let total = 0;
  for await (const part of readWxr(path)) {
    site.remember(part);
    if (part.kind !== 'item') continue;
    const type = typeOf(part);
    if (TOLD.has(type)) total += 1;
    else others.set(type, (others.get(type) ?? 0) + 1);
  }
  return { total, items: () => items(path, site, others) };
}

async function* items(path: string, site: WordPressSite, others: Map<string, number>): AsyncGenerator<ReadItem> {
  for await (const part of readWxr(path)) {
    if (part.kind === 'item' && TOLD.has(typeOf(part))) yield readWordPressPost(part, site);
  }
  for (const [type, count] of others) {
    yield { kind: 'note', source: 'the export', note: `items of the type ${type || '(none)'} are left out: ${count}` };
  }
}

function typeOf(part: WxrPart): string {
  return part.kind === 'item' ? (part.members.get('wp:post_type') ?? '').trim() : '';
}
