import type { Mending } from '../post/mending.js';
import { replacePairs } from './pairs.js';

/** The web address of an uploaded image, and those that were uploaded for the post. */
export interface Uploads {
  addressOf(id: string): string | undefined;
  ofPost: readonly string[];
}

const CAPTION = /\[(caption|wp_caption)\b([^\][]*)\]/g;
const CODE = /\[(code|sourcecode)\b([^\][]*)\]/g;
const EMBED = /\[(embed)\b[^\][]*\]/g;
const GALLERY = /\[gallery\b([^\][]*)\]/g;
const PLAYER = /\[(audio|video|playlist)\b([^\][]*)\](?:\[\/\1\])?/g;
const MEDIA = ['src', 'mp4', 'webm', 'mp3', 'm4a', 'ogg', 'wav'];
/** A name in brackets that closes something, or has attributes: what is left may well be one. */
const OTHER = /\[(?:\/([a-z][\w-]*)|([a-z][\w-]*)\s+[\w-]+=[^\][]*)\]/gi;

/** Writes WordPress' own shortcodes as HTML. Those of plugins stay as they are, with a note. */
export function withoutShortcodes(text: string, uploads: Uploads, mending: Mending): string {
  const coded = replaceEnclosing(text, CODE, preformatted);
  const captioned = replaceEnclosing(coded, CAPTION, figure);
  const embedded = replaceEnclosing(captioned, EMBED, (_, address) => link(address.trim()));
  const html = embedded
    .replace(GALLERY, (whole, attributes: string) => gallery(attributes, uploads, mending) ?? whole)
    .replace(PLAYER, (whole, _, attributes: string) => player(attributes) ?? whole);
  const others = new Set([...html.matchAll(OTHER)].map(([, closing, opening]) => closing ?? opening ?? ''));
  // What stays of galleries has its own note.
  others.delete('gallery');
  if (others.size > 0) mending.note(`shortcodes stay in the text as they are: ${[...others].slice(0, 10).join(', ')}`);
  return html;
}

/** Those that have an end: `[name attributes]body[/name]`. */
function replaceEnclosing(
  text: string,
  opening: RegExp,
  replace: (attributes: string, body: string) => string,
): string {
  const closingOf = ([, name = '']: RegExpExecArray): string => `[/${name}]`;
  return replacePairs(text, opening, closingOf, ({ opening: mark, body }) => replace(mark[2] ?? '', body));
}

function preformatted(attributes: string, code: string): string {
  const language = attribute(attributes, 'lang') ?? attribute(attributes, 'language') ?? '';
  return `<pre><code class="language-${quoted(language)}">${escaped(code)}</code></pre>`;
}

/** The image, then what is said about it: in an attribute before WordPress 3.4, behind the image since. */
function figure(attributes: string, body: string): string {
  const image = /^\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*<\/a>)?/i.exec(body)?.[0] ?? '';
  const caption = attribute(attributes, 'caption') ?? body.slice(image.length).trim();
  return `<figure>${image}<figcaption>${caption}</figcaption></figure>`;
}

function gallery(attributes: string, uploads: Uploads, mending: Mending): string | undefined {
  const named = attribute(attributes, 'ids') ?? attribute(attributes, 'include');
  const addresses = named?.split(',').map((id) => uploads.addressOf(id.trim())) ?? uploads.ofPost;
  const images = addresses.filter((address) => address !== undefined);
  if (images.length < addresses.length) {
    mending.note(`images of a gallery are not in the export: ${addresses.length - images.length}`);
  }
  if (images.length === 0) mending.note('a gallery without images stays in the text as it is');
  return images.map((address) => `<p><img src="${quoted(address)}" alt=""></p>`).join('\n') || undefined;
}

function player(attributes: string): string | undefined {
  const address = MEDIA.map((name) => attribute(attributes, name)).find((found) => found !== undefined);
  return address && `<p>${link(address)}</p>`;
}

function link(address: string): string {
  return `<a href="${quoted(address)}">${escaped(address)}</a>`;
}

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|(\\S+))`, 'i').exec(attributes);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

/** Entities stay what they are: the text is HTML already. */
function escaped(text: string): string {
  return text.replace(/</g, '&lt;');
}

function quoted(text: string): string {
  return escaped(text).replace(/"/g, '&quot;');
}
