import type { BulkResult } from '../bench/bulk.js';
import { page } from '../bench/report/page.js';
import { atLeast, below, type Results, type Row } from '../bench/results.js';
import { failureOf, type Measured } from '../bench/rounds.js';
import { measured, RUN } from './support/measured.js';

describe('the page of results', () => {
  const row: Row = {
    scenario: 'slug-off',
    title: 'read a post by slug, cache off',
    connections: 10,
    sides: [measured('quire', 8_000), measured('(a)', 10_000)],
    aims: [atLeast(0.85, 0.8, ' of (a)')],
  };
  const circumstances = {
    date: '2026-01-01',
    commit: 'abc1234',
    machine: 'a machine',
    took: 60,
    facts: [],
    missing: [],
  };
  const small: Results = { ...circumstances, posts: 10_000, rows: [row] };
  const context = { whereTheTimeGoes: 'In the database.', isPresent: (commit: string) => commit === 'abc1234' };

  it('has the figures of both sides, and by how much the aim was missed', () => {
    const text = page(small, [small], context);
    expect(cellsOf(text, '| quire')).toEqual([
      ...['read a post by slug, cache off', '10', 'quire', '4,000', '1.23', '4.56', '7.89', '0', '–', '–'],
      '0.80 of (a) (≥ 0.85 of (a): missed by 5.9 %)',
    ]);
    expect(cellsOf(text, '(a)   |')).toContain('5,000');
    expect(text).toContain('In the database.');
  });

  it('shows a row with another answer as void, with the reason and without a verdict', () => {
    const side: Measured = { side: 'quire', runs: [RUN, { ...RUN, errors: 3, failure: '3 answers with 503' }] };
    const voided = { ...row, sides: [side], failure: failureOf([side]) };
    const text = page({ ...small, rows: [voided] }, [small], context);
    const cells = cellsOf(text, '| quire');
    expect(cells.at(-1)).toBe('void: quire: 3 answers with 503');
    expect(cells[7]).toBe('3');
    expect(cellsOf(text, 'cache off (10)').at(-1)).toBe('void');
    expect(text).toContain('0 of 1 aims were met');
  });

  it('tells what was left out', () => {
    const missing = [{ scenario: 'redis-hit', reason: 'no redis-server', isFailure: false }];
    expect(page({ ...small, missing }, [small], context)).toContain('redis-hit: left out, no redis-server');
  });

  it('judges every aim, but not what is only reported', () => {
    const aims = [atLeast(0.6, 0.61), below(50, 55, ' ms p95'), { aim: '', value: '1.2 of (c)', isMet: true }];
    const facts = [{ scenario: 'start', title: 'start to ready', aims: [below(1.5, 1.2, ' s')] }];
    const text = page({ ...small, rows: [{ ...row, aims }], facts }, [small], context);
    expect(text).toContain('2 of 3 aims were met');
    expect(cellsOf(text, '| < 50')).toEqual([
      ...['read a post by slug, cache off (10)', '< 50 ms p95', '55.0 ms p95', 'missed by 10 %'],
    ]);
    expect(cellsOf(text, '| < 1.5')).toEqual(['start to ready', '< 1.5 s', '1.2 s', 'met']);
  });

  it('compares bulk with COPY, and judges it', () => {
    const bulk: BulkResult = {
      posts: 100,
      import: { seconds: 4, cpuSeconds: 5 },
      again: { seconds: 1 },
      importControl: { seconds: 2.4, cpuSeconds: 2 },
      export: { seconds: 1 },
      exportControl: { seconds: 0.4 },
      exportRatio: 0.4,
      importMemoryMb: 200,
      peakMemoryMb: 310,
    };
    const text = page({ ...small, bulk }, [small], context);
    expect(cellsOf(text, '| 4 ')).toEqual(['import over HTTP', '4', '25', '5', '0.60 of COPY (≥ 0.5 of COPY: met)']);
    expect(cellsOf(text, '| 0.40 of')).toEqual(['export over HTTP', '≥ 0.5 of COPY', '0.40 of COPY', 'missed by 20 %']);
    expect(cellsOf(text, '| 310 MB')).toContain('missed by 3.3 %');
  });

  it('marks results of other sources than the present ones', () => {
    const text = page(small, [small, { ...small, posts: 100_000, commit: 'def5678' }], context);
    expect(text).toContain('- 10,000 posts: 2026-01-01, at abc1234, on a machine');
    expect(text).toContain(
      '- 100,000 posts: 2026-01-01, at def5678 (**the sources have changed since**), on a machine',
    );
  });
});

describe('the table of growth', () => {
  const context = { whereTheTimeGoes: '', isPresent: () => true };

  /** A run on a machine that is so many times as fast as another time, in which a read costs so many times as much. */
  function results(posts: number, { speed = 1, cost = 1 }: { speed?: number; cost?: number }): Results {
    const side = (name: string, requests: number, cpu: number): Measured => ({
      side: name,
      runs: [{ ...RUN, requests: requests * speed, serverCpu: cpu, databaseCpu: cpu }],
    });
    const row = { title: '', connections: 10, aims: [] };
    const rows = [
      { ...row, scenario: 'slug-hit', sides: [side('quire', 12_000, 1), side('(b)', 20_000, 1)] },
      { ...row, scenario: 'slug-off', sides: [side('quire', 2_000 / cost, 150 * cost), side('(a)', 4_000, 1)] },
    ];
    const circumstances = { date: '2026-01-01', commit: 'abc1234', machine: 'a machine', took: 60, facts: [] };
    return { ...circumstances, posts, rows, missing: [] };
  }

  it('tells a slow day from a slow read', () => {
    const [small, slowDay, slowRead] = [
      results(10_000, {}),
      results(100_000, { speed: 0.5, cost: 1.25 }),
      results(1_000_000, { cost: 2 }),
    ];
    const text = page(small, [slowRead, small, slowDay], context);
    expect(cellsOf(text, '| by slug ')).toEqual([
      ...['by slug', 'answers of (b)', '10 (1.00×)', '12.5 (1.25×)', '20 (2.00×)', '≤ 1.3×: missed by 54 %'],
    ]);
    expect(cellsOf(text, '300 (1.00×)')).toEqual([
      ...['by slug', 'CPU µs', '300 (1.00×)', '375 (1.25×)', '600 (2.00×)', '≤ 1.3×: missed by 54 %'],
    ]);
    expect(cellsOf(text, 'growth: by slug, in CPU')).toEqual([
      ...['growth: by slug, in CPU µs', '≤ 1.3×', '2.00×', 'missed by 54 %'],
    ]);
  });

  it('judges nothing of one size', () => {
    const small = results(10_000, {});
    expect(page(small, [small], context)).not.toContain('growth: ');
  });

  it('has no figures of void rows', () => {
    const large = results(100_000, {});
    const rows = large.rows.map((row) => ({ ...row, failure: 'quire: no answer' }));
    const text = page(large, [results(10_000, {}), { ...large, rows }], context);
    expect(cellsOf(text, '| by slug ')).toEqual(['by slug', 'answers of (b)', '10 (1.00×)', '–', '']);
  });
});

/** The cells of the first line that begins a row with a text. */
function cellsOf(text: string, part: string): string[] {
  const line = text.split('\n').find((candidate) => candidate.startsWith('|') && candidate.includes(part)) ?? '';
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
