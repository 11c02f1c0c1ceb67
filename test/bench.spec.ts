import { readOptions } from '../bench/options.js';
import { latenciesOf, median, quantile } from '../bench/quantiles.js';
import { Random } from '../bench/random.js';
import { verdict } from '../bench/report/summary.js';
import { above, atLeast, atMost, below } from '../bench/results.js';
import { playRounds, ratioOf, warmUp, type Side } from '../bench/rounds.js';
import { measured, RUN } from './support/measured.js';

describe('the figures of the benchmark', () => {
  it('quantiles are values that were measured', () => {
    const values = Float64Array.from([1, 2, 3, 4]);
    expect([0.5, 0.75, 0.95, 1].map((share) => quantile(values, share))).toEqual([2, 3, 4, 4]);
    expect(quantile([], 0.5)).toBe(0);
  });

  it('latencies are told of unsorted times', () => {
    const times = Array.from({ length: 100 }, (_, number) => 100 - number);
    expect(latenciesOf(times)).toEqual({ p50: 50, p95: 95, p99: 99 });
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

describe('a comparison', () => {
  const played: string[] = [];
  const sides = ['A', 'B'].map((name): Side => ({
    name,
    play: (seconds) => {
      played.push(`${name} ${seconds}`);
      return Promise.resolve({ ...RUN, seconds });
    },
  }));

  beforeEach(() => {
    played.length = 0;
  });

  it('warms each side up at length before all rounds', async () => {
    await warmUp(sides, 4);
    expect(played).toEqual(['A 4', 'B 4']);
  });

  it('plays its sides in turn, and counts nothing of what they do just before', async () => {
    const measured = await playRounds(sides, { rounds: 2, seconds: 1.5, warmAgain: 0.3 });
    expect(played).toEqual(['A 0.3', 'A 1.5', 'B 0.3', 'B 1.5', 'A 0.3', 'A 1.5', 'B 0.3', 'B 1.5']);
    expect(measured.map(({ side, runs }) => [side, runs.map(({ seconds }) => seconds)])).toEqual([
      ['A', [1.5, 1.5]],
      ['B', [1.5, 1.5]],
    ]);
  });

  it('needs no time in between', async () => {
    await playRounds(sides, { rounds: 1, seconds: 3, warmAgain: 0 });
    expect(played).toEqual(['A 3', 'B 3']);
  });
});

describe('the options', () => {
  const read = (...args: string[]): ReturnType<typeof readOptions> => readOptions(args, ['slug-hit', 'mixed']);

  it('a whole run has at least five rounds and 100,000 posts', () => {
    const { rounds, posts, isWhole } = read();
    expect(rounds).toBeGreaterThanOrEqual(5);
    expect({ posts, isWhole }).toEqual({ posts: 100_000, isWhole: true });
  });

  it('only a whole run at full length is kept, of whatever size', () => {
    expect(read('--posts', '1000000', '--data', '/tmp/bench')).toMatchObject({ posts: 1_000_000, isWhole: true });
    for (const args of [['--quick'], ['--only', 'mixed'], ['--rounds', '1'], ['--seconds', '0.5']]) {
      expect(read(...args).isWhole).toBe(false);
    }
  });

  it('refuse what is no scenario and no number', () => {
    expect(() => read('--only', 'mixed,nothing')).toThrow('There is no scenario nothing; there are slug-hit, mixed');
    expect(() => read('--posts', 'many')).toThrow('--posts needs a number above 0');
    expect(() => read('--rounds', '0')).toThrow('--rounds needs a number above 0');
  });
});

describe('an aim', () => {
  it('is judged by the figure that is shown', () => {
    expect(atLeast(0.85, 0.847, ' of (a)')).toEqual({ aim: '≥ 0.85 of (a)', value: '0.85 of (a)', isMet: true });
    expect(atLeast(0.85, 0.844).isMet).toBe(false);
    expect(below(1.5, 1.4996, ' s', 2).isMet).toBe(false);
  });

  it.each([
    ['1,000 req/s (≥ 1,000 req/s: met)', atLeast(1_000, 1_000, ' req/s', 0)],
    ['0.57 (≥ 0.6: missed by 5 %)', atLeast(0.6, 0.57)],
    ['80 % hits (> 80 % hits: missed by 0 %)', above(80, 80, ' % hits', 0)],
    ['92 % hits (> 80 % hits: met)', above(80, 92.2, ' % hits', 0)],
    ['1.10× (≤ 1.1×: met)', atMost(1.1, 1.1, '×')],
    ['2.20× (≤ 1.1×: missed by 100 %)', atMost(1.1, 2.2, '×')],
    ['50.0 ms (< 50 ms: missed by 0 %)', below(50, 50, ' ms')],
    ['49.9 ms (< 50 ms: met)', below(50, 49.9, ' ms')],
  ])('%s', (text, aim) => {
    expect(verdict(aim)).toBe(text);
  });

  it('of nothing measured is missed', () => {
    for (const aim of [atLeast, above, atMost, below].map((make) => make(1, NaN))) {
      expect(aim.isMet).toBe(false);
      expect(verdict(aim)).toMatch(/^nothing \(. 1: missed\)$/);
    }
  });
});
