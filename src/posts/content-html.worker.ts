import { parentPort } from 'node:worker_threads';
import MarkdownIt from 'markdown-it';
import sanitizeHtml, { type IOptions, type Tag } from 'sanitize-html';

// Loaded as a thread of its own, in the tests straight from its source: it may import packages only.

/** Characters of HTML past which a text is out of proportion: ten times the longest content. */
const HTML_LIMIT = 10_000_000;
/** Elements inside each other. Browsers stop at 512. */
const NESTING_LIMIT = 100;
/** Absolute, or relative without a colon in its first segment. */
const PLAIN_ADDRESS = /^(?:https?:\/\/|mailto:|$|[/?#]|[\p{L}\p{N}_%.~@+-]+(?:[/?#]|$))/iu;
/** Elements that go with all that is in them: it is no text, or browsers read it otherwise than as HTML. */
const WITHOUT_CONTENT =
  'script style template noscript noembed noframes iframe object applet svg math xmp plaintext title textarea select option';

const markdown = new MarkdownIt({ html: true, linkify: true });
// Without a scheme `README.md` would be a link to Moldova.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

/** The allow-list: whatever is not named here does not come out. */
const ALLOWED: IOptions = {
  allowedTags: words(
    'h1 h2 h3 h4 h5 h6 p br hr div blockquote pre ul ol li dl dt dd figure figcaption details summary',
    'a img abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr',
    'table caption thead tbody tfoot tr th td',
  ),
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    abbr: ['title'],
    bdo: ['dir'],
    time: ['datetime'],
    ol: ['start'],
    th: ['colspan', 'rowspan', 'scope', alignments()],
    td: ['colspan', 'rowspan', alignments()],
  },
  allowedClasses: { code: [/^language-[\w.+#-]{1,50}$/] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  nonTextTags: words(WITHOUT_CONTENT),
  nestingLimit: NESTING_LIMIT,
  transformTags: { a: toLink, img: toImage, th: alignCell, td: alignCell },
};

/**
 * Makes HTML that is safe to insert of Markdown: CommonMark with tables, strikethrough and bare URLs.
 *
 * @returns undefined when the HTML would be out of proportion to the text.
 */
export function toHtml(text: string): string | undefined {
  try {
    const html = markdown.render(text);
    return html.length > HTML_LIMIT ? undefined : sanitizeHtml(html, ALLOWED);
  } catch (error) {
    // The longest string there can be, or the deepest recursion.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

parentPort?.on('message', (text: string) => parentPort?.postMessage(toHtml(text)));

/** Anybody may write: what they link to is not recommended by the site. */
function toLink(tagName: string, { href, ...attribs }: Tag['attribs']): Tag {
  return { tagName, attribs: { ...plainAddress({ href }), ...attribs, rel: 'nofollow ugc noopener' } };
}

function toImage(tagName: string, { src, ...attribs }: Tag['attribs']): Tag {
  return { tagName, attribs: { ...plainAddress({ src }), ...attribs } };
}

/** Nothing of an address in which a scheme could hide: the sanitiser knows many disguises, this admits none. */
function plainAddress(address: Record<string, string | undefined>): Tag['attribs'] {
  return Object.fromEntries(
    Object.entries(address).filter((entry): entry is [string, string] => PLAIN_ADDRESS.test(entry[1] ?? ':')),
  );
}

/** Markdown's alignment of columns comes as a style, which would not be let through. */
function alignCell(tagName: string, { style, ...attribs }: Tag['attribs']): Tag {
  const align = /^text-align:(left|center|right)$/.exec(style ?? '')?.[1];
  return { tagName, attribs: align === undefined ? attribs : { ...attribs, align } };
}

function alignments(): { name: string; values: string[] } {
  return { name: 'align', values: ['left', 'center', 'right'] };
}

function words(...lists: string[]): string[] {
  return lists.join(' ').split(' ');
}
