import { PostRefused } from '../post/post-refused.js';
import { atMost, line } from '../post/text.js';

const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 50;
const SOURCES = ['tags', 'category', 'categories'];

/**
 * The tags and categories of a front matter, in the order given, each once whatever its case.
 * A string may hold several, with commas between.
 *
 * @throws PostRefused for a tag of more than 50 characters, or more than 20 tags.
 */
export function tagsOf(fields: ReadonlyMap<string, unknown>): string[] {
  const tags = new Map<string, string>();
  for (const tag of SOURCES.flatMap((source) => names(fields.get(source)))) {
    const key = tag.toLowerCase();
    if (!tags.has(key)) tags.set(key, atMost(MAX_TAG_LENGTH, tag, `the tag "${tag.slice(0, 20)}…"`));
  }
  if (tags.size > MAX_TAGS) throw new PostRefused(`there are ${tags.size} tags, at most ${MAX_TAGS} are allowed`);
  return [...tags.values()];
}

function names(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item) => line(item, 'a tag')).filter((tag) => tag !== undefined);
  return (line(value, 'a tag') ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
