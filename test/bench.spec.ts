import { median, quantile } from '../bench/quantiles.js';
import { Random } from '../bench/random.js';
import { page } from '../bench/report/page.js';
import { atLeast, below, type Results, type Row } from '../bench/results.js';
import { failureOf, ratioOf, type Measured, type Run } from '../bench/rounds.js';

const run: Run = { requests: 1_000, seconds: 2, p50: 1.23, p95: 4.56, p99: 7.89, errors: 0 };

function measured(side: string, ...requests: number[]): Measured {
  return { side, runs: requests.map((count) => ({ ...run, requests: count })) };
}

describe('the figures of the benchmark', () => {
  it('quantiles are values that were measured', () => {
    const values = Float64Array.from([1, 2, 3, 4]);
    expect([0.5, 0.75, 0.95, 1].map((share) => quantile(values, share))).toEqual([2, 3, 4, 4]);
    expect(quantile([], 0.5)).toBe(0);
  });

  it('the median of an even number lies in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
    expect(median([])).toBeNaN();
  });

  it('a ratio is that of the rounds, so that a round in which both were slow tells as much as another', () => {
    expect(ratioOf(measured('quire', 60, 6, 54), measured('(b)', 100, 10, 100))).toBe(0.6);
  });

  it('small ranks are frequent, as by Zipf’s law', () => {
    const random = new Random(1);
    const ranks = Array.from({ length: 10_000 }, () => random.zipf(1_000));
    const share = (limit: number): number => ranks.filter((rank) => rank < limit).length / ranks.length;
    expect(share(1)).toBeCloseTo(Math.log(2) / Math.log(1_001), 1);
    expect(share(31)).toBeCloseTo(0.5, 1);
    expect(Math.max(...ranks)).toBeLessThan(1_000);
  });
});

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

  it('has the figures of both sides, and whether the aim was met', () => {
    const text = page(small, [small], 'In the database.');
    expect(cellsOf(text, 'cache off')).toEqual([
      ...['read a post by slug, cache off', '10', 'quire', '4,000', '1.23', '4.56', '7.89', '0', '–', '–'],
      '0.80 of (a) (≥ 0.85 of (a): missed)',
    ]);
    expect(cellsOf(text, '(a)   |')).toContain('5,000');
    expect(text).toContain('In the database.');
  });

  it('shows a row with another answer as void, with the reason and without a verdict', () => {
    const side: Measured = { side: 'quire', runs: [run, { ...run, errors: 3, failure: '3 answers with 503' }] };
    const voided = { ...row, sides: [side], failure: failureOf(side) };
    const cells = cellsOf(page({ ...small, rows: [voided] }, [small], ''), 'cache off');
    expect(cells.at(-1)).toBe('void: quire: 3 answers with 503');
    expect(cells[7]).toBe('3');
  });

  it('tells what was left out', () => {
    const missing = [{ scenario: 'redis-hit', reason: 'no redis-server', isFailure: false }];
    expect(page({ ...small, missing }, [small], '')).toContain('redis-hit: left out, no redis-server');
  });

  it('compares sizes with the smallest, whatever the order of the runs', () => {
    const large: Results = { ...small, posts: 100_000, rows: [{ ...row, sides: [measured('quire', 4_000)] }] };
    const cells = cellsOf(page(large, [large, small], ''), 'by slug  ');
    expect(cells).toEqual(['by slug', '4,000 req/s (1.00×)', '2,000 req/s (2.00×, missed)', '≤ 1.3×']);
  });
});

describe('an aim', () => {
  it('is judged by the figure that is shown', () => {
    expect(atLeast(0.85, 0.847, ' of (a)')).toEqual({ aim: '≥ 0.85 of (a)', value: '0.85 of (a)', isMet: true });
    expect(atLeast(0.85, 0.844).isMet).toBe(false);
  });

  it('of less than something is missed by that something', () => {
    expect(below(50, 50, ' ms').isMet).toBe(false);
    expect(below(50, 49.9, ' ms')).toEqual({ aim: '< 50 ms', value: '49.9 ms', isMet: true });
  });

  it('of nothing measured is missed', () => {
    expect(atLeast(1, NaN).isMet).toBe(false);
    expect(below(1, NaN).isMet).toBe(false);
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
