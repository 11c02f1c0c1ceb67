import type { RecentPosts } from './recent-posts.js';

/** What a search looks for. */
export interface Search {
  /** The caller's words in web-search syntax. */
  text: string;
  /** Its words as a tsquery; undefined when the index knows none (symbols, stop words): then it is looked for in titles. */
  query: string | undefined;
  /** How common its words are of late. */
  recent?: RecentPosts;
}

/** How many hits, the newest ones, are ranked, and how many are read through for words that must stand there literally. */
export const RANKED_HITS = 2000;
export const READ_HITS = 500;
/** Characters of the content that are searched. */
const SEARCHED = 200_000;

/** Symbols within words that the index drops, although they are what tells `C` from `C++`. */
const SYMBOLIC = /[%+#]/;

/** What stands between the words of a phrase in a tsquery, as a regular expression of PostgreSQL. */
export const FOLLOWED_BY = '<(-|\\d+)>';

const EXACT = /-?"[^"]*"?|(?<!\S)-\S+/g;

/** Words, not quoted or excluded, that must stand in the text exactly as they are written. */
export function literalWords({ text, query }: Search): string[] {
  if (query === undefined) return [text];
  return text
    .replace(/-?"[^"]*"?/g, ' ')
    .split(/\s+/)
    .filter((word) => SYMBOLIC.test(word) && !word.startsWith('-'));
}

/** Minus signs without a word between them. PostgreSQL refuses a search with more than 31 negations of each other. */
const RULE = /-(?:[^\p{L}\p{N}"-]*-){2,}/gu;

/** The text as PostgreSQL can parse it: a ruled line excludes nothing. */
export function parsable(text: string): string {
  return text.replace(RULE, ' ');
}

/** What may have been misspelt, and what is meant as it is: phrases in quotes, and what is excluded by a `-`. */
export function splitExact(text: string): { words: string; exact: string } {
  return { words: text.replace(EXACT, ' ').trim(), exact: (text.match(EXACT) ?? []).join(' ') };
}

/** A pattern for ILIKE that matches the text itself, wherever it stands. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** SQL for posts `p` that match a pattern for ILIKE; for a search without words in their titles alone. */
export function literally({ query }: Search, pattern: string): string {
  if (query === undefined) return `p.title ILIKE ${pattern}`;
  return `(p.title ILIKE ${pattern} OR p.excerpt ILIKE ${pattern} OR left(p.content, ${SEARCHED}) ILIKE ${pattern}
    OR array_to_string(p.tags, ' ') ILIKE ${pattern})`;
}
