import { slugFromTitle } from '../../posts/index.js';
import { beginning, characters } from './text.js';

const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 50;
const MAX_EXCERPT_LENGTH = 500;
const MAX_URL_LENGTH = 2048;

/** Brings what another system allowed within the limits of the API, and keeps a note of whatever is lost by it. */
export class Mending {
  readonly notes: string[] = [];

  note(text: string): void {
    this.notes.push(text);
  }

  /** The first 20 of those that are not too long. */
  tags(names: readonly string[]): string[] {
    const fitting = names.filter((name) => name !== '' && characters(name) <= MAX_TAG_LENGTH);
    const long = names.filter((name) => characters(name) > MAX_TAG_LENGTH);
    for (const name of [...long, ...fitting.slice(MAX_TAGS)]) this.note(`the tag "${shown(name)}" is left out`);
    return fitting.slice(0, MAX_TAGS);
  }

  /** Cut at the end of a word; null when there is none. */
  excerpt(text: string): string | null {
    if (characters(text) <= MAX_EXCERPT_LENGTH) return text || null;
    this.note(`the excerpt is cut to ${MAX_EXCERPT_LENGTH} characters`);
    const start = beginning(text, MAX_EXCERPT_LENGTH - 1);
    return `${start.replace(/\s+\S{0,40}$/, '')}…`;
  }

  /** The slug in Quire's form; undefined when there is none, and the title makes it. */
  slug(text: string): string | undefined {
    const written = unescapedPath(text);
    if (!/[\p{L}\p{N}]/u.test(written)) return undefined;
    const slug = slugFromTitle(written);
    if (slug !== text) this.note(`the slug "${shown(written)}" becomes "${slug}"`);
    return slug;
  }

  /** An address of the web; null when there is none, or it is none. */
  coverImageUrl(address: string): string | null {
    if (address === '') return null;
    const url = URL.parse(address);
    const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
    if (isWeb && address.length <= MAX_URL_LENGTH) return address;
    this.note(`the cover image "${shown(address)}" is left out: it is no web address`);
    return null;
  }
}

/** Slugs of other scripts come percent-encoded. */
function unescapedPath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function shown(text: string): string {
  return characters(text) > 60 ? `${beginning(text, 60)}…` : text;
}
