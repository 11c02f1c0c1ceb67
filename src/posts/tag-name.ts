import { createHash } from 'node:crypto';
import { hyphenate } from './slug.js';

const SLUG_LENGTH = 100;

/** The cache tag of the answers that show one post with its tags: it changes when a tag is renamed. */
export const TAG_NAMES = 'tag-names';

/** What two spellings of one tag have in common: `Node.js` and `node.JS` are one. */
export function tagKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The tags as they are kept: of those that differ only in case the first one, in the order given. */
export function foldTags(names: readonly string[]): string[] {
  const folded = new Map<string, string>();
  for (const name of names) {
    const key = tagKey(name);
    if (!folded.has(key)) folded.set(key, name);
  }
  return [...folded.values()];
}

/** {@link foldTags} of names as somebody has typed them. */
export function tidyTags(names: readonly string[]): string[] {
  return foldTags(names.map((name) => name.replace(/\s+/g, ' ').trim()));
}

/** The slug that a tag has unless another one has it already; then {@link distinctTagSlug}. */
export function tagSlug(name: string): string {
  const slug = hyphenate(name.startsWith('.') ? `dot ${name}` : name);
  return slug === '' || slug.length > SLUG_LENGTH ? distinctTagSlug(name) : slug;
}

/** A slug that no other tag has: two names of another script can be spelled alike in ours. */
export function distinctTagSlug(name: string): string {
  const mark = createHash('sha256').update(tagKey(name)).digest('hex').slice(0, 12);
  return `${hyphenate(name).slice(0, 80) || 'tag'}-${mark}`.replace(/-+/g, '-');
}
