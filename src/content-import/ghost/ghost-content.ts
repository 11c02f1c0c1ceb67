import { elementsLeftOut, htmlToMarkdown } from '../post/html-to-markdown.js';
import type { Mending } from '../post/mending.js';
import { textOf, type GhostRow } from './ghost-export.js';

/**
 * The Markdown of a post. Ghost kept Markdown itself first, then as a card of its editor, and the HTML that it rendered
 * beside the editor's own format ever since.
 *
 * @throws PostRefused when the HTML cannot be followed.
 */
export function ghostContent(post: GhostRow, mending: Mending): string {
  const written = textOf(post, 'markdown') || markdownCard(textOf(post, 'mobiledoc'));
  if (written.trim() !== '') return written.trimEnd();
  const html = textOf(post, 'html');
  if (html.trim() === '') return plainContent(post, mending);
  for (const name of elementsLeftOut(html)) mending.note(`a ${name} is left out of the content`);
  return htmlToMarkdown(html);
}

/** The text of a post whose only card is one of Markdown. */
function markdownCard(mobiledoc: string): string {
  const { cards, sections } = documentOf(mobiledoc);
  if (!Array.isArray(cards) || cards.length !== 1 || !Array.isArray(sections) || sections.length !== 1) return '';
  const [name, payload] = Array.isArray(cards[0]) ? (cards[0] as unknown[]) : [];
  if (name !== 'markdown' && name !== 'card-markdown') return '';
  return textOf(payload as GhostRow | undefined, 'markdown');
}

function documentOf(mobiledoc: string): GhostRow {
  try {
    return (JSON.parse(mobiledoc) ?? {}) as GhostRow;
  } catch {
    // Not the editor's: the HTML beside it says what the post shows.
    return {};
  }
}

function plainContent(post: GhostRow, mending: Mending): string {
  const text = textOf(post, 'plaintext').trim();
  if (text !== '') mending.note('the export has only the plain text of the content: its formatting is lost');
  return text;
}
