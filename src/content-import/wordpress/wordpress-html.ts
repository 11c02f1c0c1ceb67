import { partsOf, replacePairs } from './pairs.js';

/** Tags that WordPress gives no paragraph around. */
const BLOCK =
  '(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary|script|iframe)';
const BLOCK_OPENS = new RegExp(`(<${BLOCK}[\\s/>])`, 'gi');
const BLOCK_CLOSES = new RegExp(`(</${BLOCK}>)`, 'gi');
const BEGINS_WITH_BLOCK = new RegExp(`^\\s*</?${BLOCK}[\\s/>]`, 'i');
/** What keeps its line ends. */
const VERBATIM = /<(pre|script|style|textarea)[\s>]/gi;

/** Notes of the block editor. */
const BLOCK_COMMENT = /<!--\s*\/?wp:/g;
/** Where a page of lists ends, and a page of a long post. */
const MARKS = /<!--\s*(?:more|nextpage|noteaser)\b/g;

/**
 * The HTML of a post as WordPress stores it. The block editor writes all of it; the classic one leaves out paragraphs,
 * which are what empty lines part, and line breaks.
 */
export function wordpressHtml(stored: string): string {
  const text = withoutComments(stored.replace(/\r\n?/g, '\n'), MARKS, '\n\n');
  const html = withoutComments(text, BLOCK_COMMENT, '');
  return html.length < text.length ? html : withParagraphs(html);
}

function withoutComments(text: string, opening: RegExp, instead: string): string {
  return replacePairs(
    text,
    opening,
    () => '-->',
    () => instead,
  );
}

function withParagraphs(text: string): string {
  const parts = partsOf(text, VERBATIM, ([, name = '']) => `</${name.toLowerCase()}>`);
  return Array.from(parts, (part) => (typeof part === 'string' ? paragraphs(part) : part.whole)).join('\n\n');
}

function paragraphs(text: string): string {
  return text
    .replace(BLOCK_OPENS, '\n\n$1')
    .replace(BLOCK_CLOSES, '$1\n\n')
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => (BEGINS_WITH_BLOCK.test(part) ? part : `<p>${part.trim().replace(/\n/g, '<br>\n')}</p>`))
    .join('\n');
}
