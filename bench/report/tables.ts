import type { BulkResult } from '../bulk.js';
import type { Latencies } from '../measure.js';
import { atLeast, below, reported, type Fact, type Results, type Row } from '../results.js';
import { medianOf, rate, type Measured } from '../rounds.js';
import type { SearchRow } from '../search.js';
import { verdict } from './summary.js';
import { figure, table } from './table.js';

const LOAD_HEAD = 'scenario|connections|side|req/s|p50|p95|p99|errors|CPU µs|CPU µs of PostgreSQL|result'.split('|');

/** All figures of a run as tables of Markdown. */
export function tables({ rows, facts, bulk, search, posts, missing }: Results): string {
  const parts = [
    rows.length > 0 && table(LOAD_HEAD, rows.flatMap(linesOf)),
    facts.length > 0 && factTable(facts),
    bulk && bulkTables(bulk, posts),
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

function bulkTables(bulk: BulkResult, posts: number): string {
  const { importSeconds, againSeconds, exportSeconds, copySeconds, importMemoryMb, peakMemoryMb } = bulk;
  const rows: [what: string, seconds: number, least?: number][] = [
    ['import over HTTP', importSeconds, 0.5],
    ['the same lines again', againSeconds],
    ['export over HTTP', exportSeconds, 0.5],
    ['control: bare COPY of the rows', copySeconds],
  ];
  const lines = rows.map(([what, seconds, least]) => {
    const ratio = copySeconds / seconds;
    const aim = least === undefined ? reported(ratio.toFixed(2)) : atLeast(least, ratio);
    return [what, String(seconds), figure(posts / seconds), verdict(aim)];
  });
  const memory = verdict(below(300, peakMemoryMb, ' MB', 0));
  return `${table(['what', 'seconds', 'posts/s', 'of the control'], lines)}

Largest resident memory of the application: ${importMemoryMb} MB while it imported, in all ${memory}.`;
}

function searchTable(search: SearchRow[]): string {
  const head = ['search for', 'p50', 'p95', 'p99', 'p50 of two', 'p95 of two', 'p99 of two'];
  const lines = search.map(({ kind, single, double }) => [kind, ...cells(single), ...cells(double)]);
  return table(head, lines);
}

function cells({ p50, p95, p99 }: Latencies): string[] {
  return [p50, p95, p99].map(String);
}
