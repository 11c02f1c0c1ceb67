import type { Finding, Tally } from './campaign.js';

/** A figure beside what it should be. */
export interface Figure {
  name: string;
  value: number;
  target: string;
  isMet: boolean;
}

/** What a campaign is measured by. */
export function figuresOf(
  tally: Tally,
  { requests, limit, isAlive }: { requests: number; limit: number; isAlive: boolean },
): Figure[] {
  const none = (name: string, value: number): Figure => ({ name, value, target: '0', isMet: value === 0 });
  const failures = sum(tally, (status) => status >= 500);
  return [
    { name: 'requests', value: tally.requests, target: `≥ ${requests}`, isMet: tally.requests >= requests },
    none('answers of 5xx', failures),
    none('crashes', isAlive ? 0 : 1),
    none('findings', tally.findings.length),
    {
      name: 'slowest answer, asked again alone (ms)',
      value: Math.round(tally.slowestAlone),
      target: `≤ ${limit}`,
      isMet: tally.slowestAlone <= limit,
    },
  ];
}

/** The figures as lines of text, and what else there is to know about a run. */
export function report(figures: readonly Figure[], tally: Tally, operations: readonly string[]): string {
  const rows = figures.map(({ name, value, target, isMet }) =>
    [name.padEnd(40), String(value).padStart(8), `target ${target}`.padEnd(18), isMet ? 'met' : 'MISSED'].join('  '),
  );
  const share = (low: number): string => String(sum(tally, (status) => status >= low && status < low + 100));
  const idle = operations.filter((operation) => !tally.succeeded.has(operation));
  return [
    ...tally.findings.map(shown),
    `answers: ${share(200)} of 2xx, ${share(300)} of 3xx, ${share(400)} of 4xx, ${share(500)} of 5xx`,
    `slowest answer beside others: ${Math.round(tally.slowest)} ms`,
    `operations that have answered with success: ${tally.succeeded.size} of ${operations.length}${idle.length > 0 ? `; not ${idle.join(', ')}` : ''}`,
    ...rows,
    '',
  ].join('\n');
}

function shown({ operation, fault, command }: Finding): string {
  return `FOUND ${operation}: ${fault}\n  ${command}\n`;
}

function sum({ answers }: Tally, isMeant: (status: number) => boolean): number {
  return [...answers].reduce((total, [status, count]) => total + (isMeant(status) ? count : 0), 0);
}
