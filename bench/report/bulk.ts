import type { BulkResult } from '../bulk.js';
import type { Cost } from '../measure.js';
import { atLeast, below, reported, type Aim, type Fact } from '../results.js';
import { verdict } from './summary.js';
import { figure, table } from './table.js';

const HEAD = ['bulk', 'seconds', 'posts/s', 'CPU seconds', 'result'];

/** What came of the import and the export, as a table of Markdown. */
export function bulkTable(bulk: BulkResult): string {
  const [imported, exported, memory] = bulkFacts(bulk);
  const line = (what: string, cost: Cost, fact?: Fact): string[] => [
    what,
    figure(cost.seconds),
    figure(bulk.posts / cost.seconds),
    figure(cost.cpuSeconds),
    fact?.aims.map(verdict).join('; ') ?? '',
  ];
  const lines = [
    line('import over HTTP', bulk.import, imported),
    line('control: COPY of the same rows', bulk.importControl),
    line('the same lines again', bulk.again),
    line('export over HTTP', bulk.export, exported),
    line('control: COPY of the same rows', bulk.exportControl),
    [memory?.title ?? '', '', '', '', memory?.aims.map(verdict).join('; ') ?? ''],
  ];
  return table(HEAD, lines);
}

/** The verdicts on the import, the export, and the memory that they need. */
export function bulkFacts(bulk: BulkResult): Fact[] {
  const fact = (title: string, ...aims: Aim[]): Fact => ({ scenario: 'bulk', title, aims });
  return [
    fact('import over HTTP', atLeast(0.5, bulk.importControl.seconds / bulk.import.seconds, ' of COPY')),
    fact('export over HTTP', atLeast(0.5, bulk.exportRatio, ' of COPY')),
    fact(
      'largest resident memory of the application',
      below(300, bulk.peakMemoryMb, ' MB', 0),
      reported(`${bulk.importMemoryMb} MB after the import`),
    ),
  ];
}
