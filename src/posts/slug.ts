import { randomInt } from 'node:crypto';
import anyAscii from 'any-ascii';
import { invalidField } from '../platform/problem/index.js';

export const SLUG_LENGTH = 100;
export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const FALLBACK = 'post';
/** Paths below `/posts` that are, or may become, the routes' own. */
const ROUTE_WORDS = new Set(['feed', 'import', 'export', 'suggest']);
/** Symbols that tell names apart, such as C, C++ and C#. */
const WORDS: Record<string, string> = { '+': ' plus ', '#': ' sharp ', '&': ' and ', '%': ' percent ' };

/** Whether the path `/posts/{slug}` would mean something else: a route of its own, or an id. */
export function isReservedSlug(slug: string): boolean {
  return ROUTE_WORDS.has(slug) || UUID.test(slug);
}

/** @throws VALIDATION_ERROR when the slug is a route's own word or shaped like an id. */
export function refuseReservedSlug(slug: string): void {
  if (isReservedSlug(slug))
    throw invalidField('slug', 'reserved', 'slug must not be a reserved word or shaped like an id');
}

/** A text of any script as words of `a-z0-9` joined by hyphens; empty when nothing in it can be spelled so. */
export function hyphenate(text: string): string {
  return anyAscii(text.replace(/[+#&%]/g, (symbol) => WORDS[symbol] ?? ' '))
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** The slug that a title suggests: at most 100 characters, never empty, never reserved. */
export function slugFromTitle(title: string): string {
  const slug = shorten(hyphenate(title), SLUG_LENGTH) || FALLBACK;
  return isReservedSlug(slug) ? shorten(`${FALLBACK}-${slug}`, SLUG_LENGTH) : slug;
}

/** The slug itself, then `slug-2`, `slug-3` …: what to try in turn. */
export function numberedSlugs(slug: string, count: number): string[] {
  const others = Array.from({ length: count - 1 }, (_, index) => withSuffix(slug, String(index + 2)));
  return [slug, ...others];
}

/** The slug with an ending that hardly anybody else draws. */
export function randomisedSlug(slug: string): string {
  return withSuffix(slug, randomInt(36 ** 6, 36 ** 7).toString(36));
}

function withSuffix(slug: string, suffix: string): string {
  return `${shorten(slug, SLUG_LENGTH - suffix.length - 1)}-${suffix}`;
}

/** Cuts at the last hyphen within the length where that keeps most of it. */
function shorten(slug: string, length: number): string {
  if (slug.length <= length) return slug;
  const hyphen = slug.lastIndexOf('-', length);
  return slug.slice(0, hyphen > length / 2 ? hyphen : length).replace(/-$/, '');
}
