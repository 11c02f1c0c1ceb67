import type { Finding, Tally } from './campaign.js';
import { curl } from './curl.js';
import type { Timed } from './slowest.js';

/** A figure beside what it should be. */
export interface Figure {
  name: string;
  value: number;
  target: string;
  isMet: boolean;
}

export interface Targets {
  requests: number;
  /** Milliseconds that an answer may take. */
  limit: number;
  /** Whether the process still runs. */
  isAlive: boolean;
  /** The operations that are to have answered with success; none when they were not asked often enough for that. */
  operations: readonly string[];
}

/** What a campaign is measured by. */
export function figuresOf(tally: Tally, { requests, limit, isAlive, operations }: Targets): Figure[] {
  const none = (name: string, value: number): Figure => ({ name, value, target: '0', isMet: value === 0 });
  const failures = sum(tally, (status) => status >= 500);
  return [
    { name: 'requests', value: tally.requests, target: `≥ ${requests}`, isMet: tally.requests >= requests },
    none('answers of 5xx', failures),
    none('crashes', isAlive ? 0 : 1),
    none('findings', tally.findings.length),
    none('operations without a success', operations.filter((id) => !tally.successes.has(id)).length),
    {
      name: 'slowest answer, asked again alone (ms)',
      value: Math.round(tally.slowestAlone),
      target: `≤ ${limit}`,
      isMet: tally.slowestAlone <= limit,
    },
  ];
}

/** How many of the operations that succeeded least often are told. */
const RAREST = 8;

/** The figures as lines of text, and what else there is to know about a run. */
export function report(figures: readonly Figure[], tally: Tally, operations: readonly string[]): string {
  const rows = figures.map(({ name, value, target, isMet }) =>
    [name.padEnd(40), String(value).padStart(8), `target ${target}`.padEnd(18), isMet ? 'met' : 'MISSED'].join('  '),
  );
  const share = (low: number): string => String(sum(tally, (status) => status >= low && status < low + 100));
  const successes = operations
    .map((id) => ({ id, count: tally.successes.get(id) ?? 0 }))
    .sort((a, b) => a.count - b.count)
    .slice(0, RAREST)
    .map(({ id, count }) => `${id} ${count}`);
  return [
    ...tally.findings.map(shown),
    `answers: ${share(200)} of 2xx, ${share(300)} of 3xx, ${share(400)} of 4xx, ${share(500)} of 5xx`,
    `successes of the operations with the fewest: ${successes.join(', ')}`,
    'slowest answers beside others:',
    ...tally.slowest.all.map(timed),
    ...rows,
    '',
  ].join('\n');
}

function shown({ operation, fault, command }: Finding): string {
  return `FOUND ${operation}: ${fault}\n  ${command}\n`;
}

function timed({ operation, sent, status, took }: Timed): string {
  return `  ${Math.round(took)} ms  ${status}  ${operation}\n    ${curl(sent)}`;
}

function sum({ answers }: Tally, isMeant: (status: number) => boolean): number {
  return [...answers].reduce((total, [status, count]) => total + (isMeant(status) ? count : 0), 0);
}
