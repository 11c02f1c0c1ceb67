/** Marks around a hit on its way out of PostgreSQL. */
export const HIT_START = '\u0002';
export const HIT_END = '\u0003';
/** What stands for `<` and `>` meanwhile: PostgreSQL would leave out what it takes for the tags of HTML. */
const LESS = '\u0004';
const GREATER = '\u0005';

/** Characters of the content that are looked through for a passage to show. */
const SHOWN = 20_000;

const MARKS = `StartSel="${HIT_START}", StopSel="${HIT_END}"`;
const PASSAGES = `${MARKS}, MaxFragments=2, MaxWords=25, MinWords=10, FragmentDelimiter=" … "`;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  [LESS]: '&lt;',
  [GREATER]: '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  [HIT_START]: '<mark>',
  [HIT_END]: '</mark>',
};

/** SQL for a text in which the hits may be marked: what could pass for one of the marks is taken out. */
export function markable(text: string): string {
  return `translate(${text}, '<>${LESS}${GREATER}${HIT_START}${HIT_END}', '${LESS}${GREATER}')`;
}

/** SQL for the further columns of a found post `p`, for a search by a tsquery or, undefined, by something else. */
export function highlightColumns(query: string | undefined): string {
  const title = markable('p.title');
  if (query === undefined) {
    return `, ${title} AS "titleHighlight", ${markable('left(p.content, 200)')} AS "contentHighlight"`;
  }
  return `,
    ts_headline('quire', ${title}, ${query}, '${MARKS}, HighlightAll=true') AS "titleHighlight",
    ts_headline('quire', in_short_runs(${markable(`left(p.content, ${SHOWN})`)}), ${query}, '${PASSAGES}') AS "contentHighlight"`;
}

/** A marked text as HTML that is safe to insert: everything is escaped but `<mark>` around the hits. */
export function toHighlight(marked: string): string {
  // eslint-disable-next-line no-control-regex -- the marks are control characters, which no text needs
  return marked.replace(/[&<>"'\u0002-\u0005]/g, (character) => ENTITIES[character] ?? '');
}
