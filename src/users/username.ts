import { randomBytes } from 'node:crypto';
import anyAscii from 'any-ascii';
import { UUID } from '../platform/http/index.js';

export const USERNAME = /^[a-z0-9_-]{3,30}$/;

/** Words that stand for something else in a path or in data. */
const RESERVED = new Set(['me', 'stats', 'null', 'undefined', 'feed', 'export', 'import', 'deleted-user']);

/** Lower-cases ASCII letters only: full folding would turn look-alikes of other scripts into them. */
export function foldUsername(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether a text of the right form may also be used as a username. */
export function isFree(username: string): boolean {
  return !RESERVED.has(username) && !UUID.test(username);
}

/** What an account is called while it is erased: a name that nobody can have taken before. */
export function erasedUsername(): string {
  return `erased-${randomBytes(10).toString('hex')}`;
}

const STEM_LENGTH = 24;

/**
 * A username for a name of any script, which is transliterated: `Zoë Example` is `zoe-example`. Texts that are usernames
 * stay what they are.
 *
 * @param number from 2 on, when those before it are taken: `zoe-example-2`.
 */
export function usernameFrom(name: string, number = 1): string {
  const folded = foldUsername(name);
  const stem = USERNAME.test(folded) ? folded : stemOf(name);
  const base = stem.length >= 3 && isFree(stem) ? stem : `author-${stem}`.slice(0, 30).replace(/-$/, '');
  return number === 1 ? base : `${base.slice(0, STEM_LENGTH)}-${number}`;
}

function stemOf(name: string): string {
  const words = anyAscii(name)
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return (words ?? []).join('-').slice(0, STEM_LENGTH).replace(/-$/, '');
}
