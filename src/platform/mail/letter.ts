import { escapeHtml } from '../html/index.js';
import type { Mail } from './mail.js';

/** What a mail says. Nothing in it is markup: all of it is escaped. */
export interface Letter {
  /** Of our own words: what people call themselves or their things never stands here. */
  subject: string;
  greeting: string;
  /** Paragraphs before the link. */
  paragraphs: string[];
  link?: { label: string; url: string };
  /** Paragraphs after it. */
  notes?: string[];
}

/** Writes a letter out for an address, as plain text and as HTML. */
export function renderLetter(to: string, letter: Letter): Mail {
  return { to, subject: letter.subject, text: asText(letter), html: asHtml(letter) };
}

function asText({ greeting, paragraphs, link, notes = [] }: Letter): string {
  const parts = [greeting, ...paragraphs, ...(link ? [`${link.label}:\n${link.url}`] : []), ...notes];
  return `${parts.join('\n\n')}\n`;
}

function asHtml({ subject, greeting, paragraphs, link, notes = [] }: Letter): string {
  const before = [greeting, ...paragraphs].map(paragraph);
  const after = notes.map(paragraph);
  const linked = link
    ? [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`, paragraph(link.url)]
    : [];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font: 16px/1.5 sans-serif; max-width: 36em; margin: 2em auto; padding: 0 1em">
${[...before, ...linked, ...after].join('\n')}
</body>
</html>
`;
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}
