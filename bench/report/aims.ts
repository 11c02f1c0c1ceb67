import type { Fact, Results, Row } from '../results.js';
import { bulkFacts } from './bulk.js';
import { growthFacts } from './growth.js';
import { outcome, placeOf } from './summary.js';
import { table } from './table.js';

const HEAD = ['scenario', 'aim', 'measured', 'verdict'];

/**
 * Each aim with its verdict, and how many were met.
 *
 * @param all the results of each size, for the aims of growth
 */
export function aimsTable({ rows, facts, bulk }: Results, all: readonly Results[]): string {
  const findings = [...rows, ...facts, ...(bulk ? bulkFacts(bulk) : []), ...growthFacts(all)];
  const lines = findings.flatMap(linesOf);
  const met = lines.filter((line) => line.at(-1) === 'met').length;
  return `${met} of ${lines.length} aims were met.\n\n${table(HEAD, lines)}`;
}

function linesOf(finding: Row | Fact): string[][] {
  const isVoid = 'failure' in finding && finding.failure !== undefined;
  return finding.aims
    .filter(({ aim }) => aim !== '')
    .map((aim) => [placeOf(finding), aim.aim, isVoid ? '–' : aim.value, isVoid ? 'void' : outcome(aim)]);
}
