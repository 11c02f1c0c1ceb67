import type { BulkResult } from './bulk.js';
import type { Latencies } from './measure.js';
import type { SearchRow } from './search.js';

export interface Results {
  date: string;
  commit: string;
  machine: string;
  posts: number;
  bulk: BulkResult;
  search: SearchRow[];
}

/** The results as a page of Markdown. */
export function report({ date, commit, machine, posts, bulk, search }: Results): string {
  const perSecond = (seconds: number): number => Math.round(posts / seconds);
  const bulkRows = [
    ['import over HTTP', bulk.importSeconds],
    ['the same lines again', bulk.againSeconds],
    ['export over HTTP', bulk.exportSeconds],
    ['control: bare COPY of the rows', bulk.copySeconds],
  ] as const;
  return `# Results

Measured by \`npm run bench\` on ${date} at ${commit}: ${machine}; load generator, PostgreSQL and application share it.
${posts.toLocaleString('en')} posts of 2 KB.

## Bulk

| what | seconds | posts/s | of the control |
| --- | --- | --- | --- |
${bulkRows.map(([what, seconds]) => `| ${what} | ${seconds} | ${perSecond(seconds)} | ${ratio(bulk.copySeconds, seconds)} |`).join('\n')}

Largest resident memory of the application: ${bulk.importMemoryMb} MB while it imported, ${bulk.peakMemoryMb} MB in all.

## Search

Twenty of the hits with highlights and the number of all, none cached, one search at a time and two at a time. Milliseconds.

| search for | p50 | p95 | p99 | p50 of two | p95 of two | p99 of two |
| --- | --- | --- | --- | --- | --- | --- |
${search.map(({ kind, single, double }) => `| ${kind} | ${cells(single)} | ${cells(double)} |`).join('\n')}
`;
}

function cells({ p50, p95, p99 }: Latencies): string {
  return [p50, p95, p99].join(' | ');
}

function ratio(control: number, measured: number): number {
  return Math.round((control / measured) * 100) / 100;
}
