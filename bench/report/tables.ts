import type { Latencies } from '../quantiles.js';
import type { Fact, Results, Row } from '../results.js';
import { medianOf, rate, type Measured } from '../rounds.js';
import type { SearchRow } from '../search.js';
import { bulkTable } from './bulk.js';
import { verdict } from './summary.js';
import { figure, table } from './table.js';

const LOAD_HEAD = 'scenario|connections|side|req/s|p50|p95|p99|errors|CPU µs|CPU µs of PostgreSQL|result'.split('|');

/** All figures of a run as tables of Markdown. */
export function tables({ rows, facts, bulk, search, missing }: Results): string {
  const parts = [
    rows.length > 0 && table(LOAD_HEAD, rows.flatMap(linesOf)),
    facts.length > 0 && factTable(facts),
    bulk && bulkTable(bulk),
    search && searchTable(search),
    missing.length > 0 && missing.map(({ scenario, reason }) => `- ${scenario}: left out, ${reason}`).join('\n'),
  ];
  return parts.filter((part) => typeof part === 'string').join('\n\n');
}

/** The application's line has the verdict; the controls follow. */
function linesOf(row: Row): string[][] {
  const { title, connections, sides, aims, failure } = row;
  const result = failure === undefined ? aims.map(verdict).join('; ') : `void: ${failure}`;
  return sides.map((side, index) =>
    index === 0 ? [title, String(connections), ...cellsOf(side), result] : ['', '', ...cellsOf(side), ''],
  );
}

function cellsOf(side: Measured): string[] {
  const errors = side.runs.reduce((sum, run) => sum + run.errors, 0);
  return [
    side.side,
    figure(medianOf(side, rate)),
    figure(medianOf(side, (run) => run.p50)),
    figure(medianOf(side, (run) => run.p95)),
    figure(medianOf(side, (run) => run.p99)),
    String(errors),
    figure(medianOf(side, (run) => run.serverCpu)),
    figure(medianOf(side, (run) => run.databaseCpu)),
  ];
}

function factTable(facts: Fact[]): string {
  const lines = facts.map(({ title, aims }) => [title, aims.map(verdict).join('; ')]);
  return table(['what', 'result'], lines);
}

function searchTable(search: SearchRow[]): string {
  const head = ['search for', 'p50', 'p95', 'p50 of two', 'p95 of two'];
  const lines = search.map(({ kind, single, double }) => [kind, ...cells(single), ...cells(double)]);
  return table(head, lines);
}

/** Of so few searches, the 99th percentile would be the slowest one. */
function cells({ p50, p95 }: Latencies): string[] {
  return [p50, p95].map(figure);
}
