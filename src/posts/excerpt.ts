/** Characters of an excerpt, and of the content that it is looked for in. */
const LENGTH = 200;
const LOOKED_AT = 4_000;

/** Blocks that are passed over: their text is no sentence. */
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const RULE = /^ {0,3}(?:[-*_=] *){2,}$/;
const HEADING = /^ {0,3}#{1,6}(?:\s|$)/;
const DEFINITION = /^ {0,3}\[[^\]]+\]: ?\S/;
const TABLE_ROW = /^\s*\|.*\|\s*$/;
const INDENTED_CODE = /^(?: {4}|\t)/;
/** Comments, scripts and styles, closed or not. */
const UNSEEN = /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
/** What begins a line of a quote or of a list. */
const MARKERS = /^\s*(?:(?:>|[-*+]|\d{1,9}[.)])(?:\s+|$))*/;

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
/** Punctuation after a backslash stands for itself; meanwhile a private character takes its place. */
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
const HIDDEN = /[\ue000-\ue07f]/g;
/** One of these is in whatever is not plain. */
const MARKED = /[\\[<`*~_&\ue000-\ue07f]/;

/**
 * The beginning of a Markdown text as plain text of at most 200 characters, cut at a word: empty where there is none.
 * It is no parser: what is cheap enough for every post of an import is right for what people write.
 */
export function deriveExcerpt(markdown: string): string {
  const text = prose(markdown.slice(0, LOOKED_AT).replace(UNSEEN, ''));
  return shorten(text.replace(/\s+/g, ' ').trim());
}

/** The lines of paragraphs, quotes and lists, as far as they are needed; headings only where nothing else is. */
function prose(markdown: string): string {
  let text = '';
  let headings = '';
  let fence = '';
  let isBlank = true;
  for (const line of markdown.split(/\r\n?|\n/)) {
    if (text.length > 2 * LENGTH) break;
    const marks = FENCE.exec(line)?.[1] ?? '';
    if (fence !== '') {
      if (marks.startsWith(fence)) fence = '';
    } else if (marks !== '') fence = marks;
    else if (HEADING.test(line)) headings += ` ${plain(line.replace(/^[\s#]+|[\s#]+$/g, ''))}`;
    else if (!(isBlank && INDENTED_CODE.test(line)) && !isPassedOver(line))
      text += ` ${plain(line.replace(MARKERS, ''))}`;
    isBlank = line.trim() === '';
  }
  return text.trim() === '' ? headings : text;
}

function isPassedOver(line: string): boolean {
  return RULE.test(line) || DEFINITION.test(line) || TABLE_ROW.test(line);
}

/** A line without the marks of Markdown and HTML. */
function plain(line: string): string {
  if (!MARKED.test(line)) return line;
  return line
    .replace(HIDDEN, '')
    .replace(ESCAPED, (_, mark: string) => String.fromCharCode(0xe000 + mark.charCodeAt(0)))
    .replace(/!\[[^[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^[\]]*\])?/g, '')
    .replace(/\[([^[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^[\]]*\])/g, '$1')
    .replace(/<((?:https?:\/\/|mailto:)[^\s<>]*)>/g, '$1')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/`+/g, '')
    .replace(/\*+|~~/g, '')
    .replace(/(?<![\p{L}\p{N}_])_+(?=\S)|(?<=\S)_+(?![\p{L}\p{N}_])/gu, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, decodeEntity)
    .replace(HIDDEN, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xe000));
}

function decodeEntity(entity: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  const isCharacter = code >= 32 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : ' ';
}

/** Cuts after the last word that fits, and in a script without spaces after the last character that does. */
function shorten(text: string): string {
  const characters = Array.from(text.slice(0, 2 * LENGTH + 2));
  if (characters.length <= LENGTH) return text;
  const beginning = characters.slice(0, LENGTH - 1).join('');
  const atWord = /^[\s\S]*\S(?=\s)/.exec(`${beginning}${characters[LENGTH - 1] ?? ''}`)?.[0] ?? '';
  const kept = atWord.length > LENGTH / 2 ? atWord : beginning;
  return `${kept.replace(/[\s,;:.–—-]+$/, '')}…`;
}
