import TurndownService from 'turndown';
import { PostRefused } from './post-refused.js';
import { cellMarkdown, rowMarkdown, tableMarkdown } from './html-table.js';
import type { HtmlNode } from './html-node.js';

/** What would run or ask in a page, and says nothing in a text. */
const LEFT_OUT = ['script', 'style', 'noscript', 'template', 'form'] as const;
/** What Markdown has no sign for, and says as HTML. */
const KEPT = ['sub', 'sup', 'kbd', 'mark', 'ins', 'u'] as const;
/** What plays something from elsewhere: a link to it stays. */
const PLAYERS = ['iframe', 'video', 'audio', 'embed', 'object'] as const;

/** Four times what a post may have in Markdown. */
const MAX_LENGTH = 4_000_000;
/** Beyond it, parsing takes long and at last exhausts the stack. */
const MAX_DEPTH = 500;
const TAG = /<(\/)?([a-z][\w-]*)(?=[\s/>])[^<>]*?(\/)?>/gi;
/** Elements that are empty, or end where the next one begins. */
const NOT_NESTED = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd td th tr option'.split(' '),
);

const markdown = new TurndownService({
  headingStyle: 'atx',
  codeBlockStyle: 'fenced',
  bulletListMarker: '-',
  hr: '---',
})
  .remove([...LEFT_OUT])
  .addRule('struck', { filter: ['del', 's'], replacement: (content) => `~~${content}~~` })
  .addRule('kept', { filter: [...KEPT], replacement: (content, node) => keptMarkdown(content, node as HtmlNode) })
  .addRule('link', { filter: (node) => isLink(node as HtmlNode), replacement: linkMarkdown })
  .addRule('image', { filter: 'img', replacement: (_, node) => imageMarkdown(node as HtmlNode) })
  .addRule('player', { filter: [...PLAYERS], replacement: (_, node) => playerMarkdown(node as HtmlNode) })
  .addRule('preformatted', { filter: 'pre', replacement: (_, node) => codeMarkdown(node as HtmlNode) })
  .addRule('cell', { filter: ['td', 'th'], replacement: cellMarkdown })
  .addRule('row', { filter: 'tr', replacement: rowMarkdown })
  .addRule('caption', { filter: 'caption', replacement: (content) => `${content}\n\n` })
  .addRule('rows', { filter: ['thead', 'tbody', 'tfoot'], replacement: (content) => content })
  .addRule('table', { filter: 'table', replacement: tableMarkdown });
const escapeMarkdown = markdown.escape.bind(markdown);
// A text may speak of tags and entities: in Markdown they would become what they name.
markdown.escape = (text) => escapeMarkdown(text).replace(/<(?=[a-z/!?])|&(?=#?\w+;)/gi, '\\$&');

const plain = new TurndownService().addRule('text', {
  filter: () => true,
  replacement: (content, node) => ((node as HtmlNode).isBlock ? ` ${content} ` : content),
});
plain.escape = (text) => text;

/**
 * Writes HTML as Markdown. Images, tables, code and links stay; what plays in a frame becomes a link to it;
 * scripts, styles and forms go.
 *
 * @throws PostRefused when it is longer than 4 000 000 characters, or more than 500 elements are nested.
 */
export function htmlToMarkdown(html: string): string {
  return convert(markdown, html);
}

/** The text alone of HTML, on one line, with its entities read. */
export function htmlToText(html: string): string {
  return (/[<&]/.test(html) ? convert(plain, html) : html).replace(/\s+/g, ' ').trim();
}

/** The kinds of elements in the HTML that {@link htmlToMarkdown} leaves out. */
export function elementsLeftOut(html: string): string[] {
  return ['script', 'form'].filter((name) => new RegExp(`<${name}[\\s>]`, 'i').test(html));
}

function convert(service: TurndownService, html: string): string {
  if (html.length > MAX_LENGTH) throw new PostRefused(`the HTML is longer than ${MAX_LENGTH} characters`);
  if (depthOf(html) > MAX_DEPTH) throw new PostRefused(`more than ${MAX_DEPTH} HTML elements are nested`);
  return service.turndown(html);
}

/** How deep elements are nested at most, elements that nobody closed counted as open. */
function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [, closing, name = '', emptied] of html.matchAll(TAG)) {
    if (emptied || NOT_NESTED.has(name.toLowerCase())) continue;
    depth = closing ? Math.max(0, depth - 1) : depth + 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function isLink(node: HtmlNode): boolean {
  return node.nodeName === 'A' && node.getAttribute('href') !== null;
}

function keptMarkdown(content: string, { nodeName }: HtmlNode): string {
  const name = nodeName.toLowerCase();
  return `<${name}>${content}</${name}>`;
}

/** A link around whole blocks, such as the card of a bookmark, becomes one line. */
function linkMarkdown(content: string, node: unknown): string {
  const text = content.replace(/\s*\n\s*/g, ' ').trim();
  const address = (node as HtmlNode).getAttribute('href') ?? '';
  return text === '' || address === '' ? text : `[${text}](${destination(address)})`;
}

function imageMarkdown(node: HtmlNode): string {
  const address = node.getAttribute('src') ?? '';
  const description = (node.getAttribute('alt') ?? '').replace(/\s+/g, ' ').replace(/[[\]\\]/g, '\\$&');
  return address === '' ? '' : `![${description}](${destination(address)})`;
}

function playerMarkdown(node: HtmlNode): string {
  const source = node.querySelector('source');
  const address = node.getAttribute('src') ?? node.getAttribute('data') ?? source?.getAttribute('src') ?? '';
  const text = markdown.escape((node.getAttribute('title') ?? '').replace(/\s+/g, ' ').trim() || address);
  return address === '' ? '' : `\n\n[${text}](${destination(address)})\n\n`;
}

/** A fence longer than any in the code, with the language that the class of `pre` or `code` names. */
function codeMarkdown(node: HtmlNode): string {
  const code = (node.textContent ?? '').replace(/^\n|\n$/g, '');
  const classes = `${node.getAttribute('class') ?? ''} ${node.querySelector('code')?.getAttribute('class') ?? ''}`;
  const language = /(?:language|lang|brush)[-:]\s*([\w+#-]+)/.exec(classes)?.[1] ?? '';
  const fences = [...code.matchAll(/^`{3,}/gm)].map(([fence]) => fence.length + 1);
  const fence = '`'.repeat(Math.max(3, ...fences));
  return `\n\n${fence}${language}\n${code}\n${fence}\n\n`;
}

/** Spaces and brackets would end the destination of a link. */
function destination(address: string): string {
  const trimmed = address.trim().replace(/\s/g, '%20');
  return /[()<>]/.test(trimmed) ? `<${trimmed.replace(/[<>]/g, encodeURIComponent)}>` : trimmed;
}
