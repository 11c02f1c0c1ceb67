import type { HtmlNode } from './html-node.js';

/** A cell of a table is one line of the text; a bar in it would end it. */
export function cellMarkdown(content: string): string {
  return ` ${content
    .trim()
    .replace(/\s*\n\s*/g, '<br>')
    .replace(/\|/g, '\\|')} |`;
}

/** The first row is the heading of the table, whatever it is made of: Markdown knows no table without one. */
export function rowMarkdown(content: string, node: unknown): string {
  const row = node as HtmlNode;
  const isFirst = tableOf(row)?.querySelector('tr') === row;
  return `\n|${content}${isFirst ? `\n|${' --- |'.repeat(row.querySelectorAll('td, th').length)}` : ''}`;
}

export function tableMarkdown(content: string): string {
  return `\n\n${content.trim()}\n\n`;
}

function tableOf(row: HtmlNode): HtmlNode | null {
  let node = row.parentNode;
  while (node && node.nodeName !== 'TABLE') node = node.parentNode;
  return node;
}
