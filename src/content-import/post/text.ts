import { PostRefused } from './post-refused.js';

const UNSTORABLE = /\0|\p{Surrogate}/u;
/** More combining marks in a row than any language writes; normalising takes time by their square. */
const LONG_MARKS = /(?<!\p{M})\p{M}{31}/u;

/**
 * The text as Quire stores it: Unicode normal form C.
 *
 * @param what names the text in a refusal.
 * @throws PostRefused when it holds U+0000, half a surrogate pair, or more than 30 combining marks in a row.
 */
export function storable(text: string, what: string): string {
  if (UNSTORABLE.test(text)) throw new PostRefused(`${what} holds a character that cannot be stored`);
  if (LONG_MARKS.test(text)) throw new PostRefused(`${what} holds more than 30 combining marks in a row`);
  return text.normalize('NFC');
}

/** The value of a front matter member as one line of text; undefined when it is absent, empty or no scalar. */
export function line(value: unknown, what: string): string | undefined {
  const text = scalarText(value);
  return text === undefined ? undefined : storable(text, what).replace(/\s+/g, ' ').trim() || undefined;
}

/**
 * Holds a text against its limit.
 *
 * @param limit in characters (code points).
 * @throws PostRefused when the text is longer.
 */
export function atMost(limit: number, text: string, what: string): string {
  if (text.length > limit && characters(text) > limit) {
    throw new PostRefused(`${what} is longer than ${limit} characters`);
  }
  return text;
}

/** The first code points of a text. */
export function beginning(text: string, count: number): string {
  return text.length <= count ? text : Array.from(text).slice(0, count).join('');
}

/** The number of code points. */
export function characters(text: string): number {
  const pairs = text.match(/[\u{10000}-\u{10FFFF}]/gu)?.length ?? 0;
  return text.length - pairs;
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  // Not as a moment: a TOML date gives back what was written, without a zone where there was none.
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? `${value}` : undefined;
}
