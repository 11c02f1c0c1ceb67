import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';

/** What a revision says. */
export interface RevisionText {
  title: string;
  excerpt: string | null;
  content: string;
  tags: string[];
}

export interface Change<T> {
  from: T;
  to: T;
}

/** Lines that lie together; the first character tells what becomes of each: ` ` stays, `-` goes, `+` comes. */
export interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  lines: string[];
}

/** The lines of a content that differ, with three that stay around them. */
export interface ContentChange {
  hunks: Hunk[];
  /** The hunks in the unified format; null when there are too many lines to be shown. */
  patch: string | null;
  /** Whether all lines go and come: the contents are too long, or too different, to be compared line by line. */
  isWhole: boolean;
}

/** What differs between two texts, by their parts; null for a part that does not differ. */
export interface RevisionDiff {
  title: Change<string> | null;
  excerpt: Change<string | null> | null;
  tags: (Change<string[]> & { added: string[]; removed: string[] }) | null;
  content: ContentChange | null;
}

/**
 * Lines of both contents together, and of those the ones that differ, up to which they are compared: it takes less than
 * 100 ms then. Numbers instead of a time, so that the answer does not depend on how busy the machine is.
 */
const LINES = 20_000;
const EDITS = 400;

const NOTHING: RevisionText = { title: '', excerpt: null, content: '', tags: [] };

/** @param before undefined when there was nothing. */
export function diffTexts(before: RevisionText | undefined, after: RevisionText): RevisionDiff {
  const { title, excerpt, content, tags } = before ?? NOTHING;
  return {
    title: title === after.title ? null : { from: title, to: after.title },
    excerpt: excerpt === after.excerpt ? null : { from: excerpt, to: after.excerpt },
    tags: diffTags(tags, after.tags),
    content: content === after.content ? null : diffContents(content, after.content),
  };
}

function diffTags(from: string[], to: string[]): RevisionDiff['tags'] {
  if (from.join('\n') === to.join('\n')) return null;
  const added = to.filter((tag) => !from.includes(tag));
  return { from, to, added, removed: from.filter((tag) => !to.includes(tag)) };
}

function diffContents(from: string, to: string): ContentChange {
  const [oldLines, newLines] = [linesOf(from), linesOf(to)];
  if (oldLines.length + newLines.length > LINES) return { hunks: [], patch: null, isWhole: true };
  const compared = structuredPatch('', '', from, to, undefined, undefined, { context: 3, maxEditLength: EDITS });
  const hunks = compared?.hunks ?? [replacement(oldLines, newLines)];
  return { hunks, patch: toPatch(hunks), isWhole: !compared };
}

/** Lines with their ends: the last one may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function replacement(oldLines: string[], newLines: string[]): Hunk {
  const marked = [...oldLines.map((line) => `-${line}`), ...newLines.map((line) => `+${line}`)];
  const lines = marked.flatMap((line) =>
    line.endsWith('\n') ? line.slice(0, -1) : [line, '\\ No newline at end of file'],
  );
  return { oldStart: 1, oldLines: oldLines.length, newStart: 1, newLines: newLines.length, lines };
}

function toPatch(hunks: Hunk[]): string {
  const names = { oldFileName: undefined, newFileName: undefined, oldHeader: undefined, newHeader: undefined };
  return formatPatch({ ...names, hunks }, OMIT_HEADERS);
}
