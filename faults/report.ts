import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { table } from '../bench/report/table.js';
import { summaryOf, verdictOf, type Figure } from './figure.js';
import type { Target } from './target.js';

/** The command runs in the root of the repository. */
const PAGE = join(process.cwd(), 'docs/quality.md');
const BEGIN = '<!-- written by npm run test:faults -->';
const END = '<!-- until here -->';

/** What one target has come to. */
export interface Outcome {
  target: Target;
  figures: readonly Figure[];
  /** Why it could not be played to its end. */
  failure?: string;
}

/** When, of what and on what something was found. */
export interface Run {
  date: string;
  commit: string;
  seed: number;
  machine: string;
}

export function isMet({ figures, failure }: Outcome): boolean {
  return failure === undefined && figures.every((figure) => verdictOf(figure) === 'met');
}

/** What a whole run has found, as a part of a page of Markdown. */
export function sectionOf(outcomes: readonly Outcome[], { date, commit, seed, machine }: Run): string {
  const head = ['target', 'measured', 'aim', 'worst', 'median', 'rounds', 'control', 'verdict'];
  const targets = outcomes.map(({ target: { id, title } }) => `- ${id}: ${title}`);
  return `Measured on ${date} at ${commit}, seed ${seed}, on ${machine}.

${table(head, outcomes.flatMap(rowsOf))}

${targets.join('\n')}`;
}

/** Puts a section into the page, instead of the one that is there. @throws Error when the page has no place for it. */
export function withSection(page: string, section: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`There is no place between ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${section}\n\n${page.slice(end)}`;
}

/** Writes down what a whole run has found. */
export async function record(outcomes: readonly Outcome[], run: Run): Promise<void> {
  await writeFile(PAGE, withSection(await readFile(PAGE, 'utf8'), sectionOf(outcomes, run)));
}

function rowsOf({ target: { id }, figures, failure }: Outcome): string[][] {
  const rows = figures.map((figure) => {
    const { what, aim, worst, median, rounds, control, verdict, detail } = summaryOf(figure);
    return [id, what, aim, worst, median, rounds, control, detail ? `${verdict}: ${detail}` : verdict];
  });
  if (failure !== undefined) rows.push([id, cellOf(failure), ...Array<string>(5).fill('-'), 'missed']);
  return rows;
}

/** A text of whatever kind as one line of a cell. */
function cellOf(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
