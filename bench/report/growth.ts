import { atMost, type Fact, type Results, type Row } from '../results.js';
import { medianOf, rate, type Measured } from '../rounds.js';
import { outcome } from './summary.js';
import { figure, table } from './table.js';

interface Grown {
  title: string;
  scenario: string;
  side: string;
  /** How many times the cost at the smallest size is aimed at. */
  limit: number;
}

const GROWN: Grown[] = [
  { title: 'first page', scenario: 'newest-off', side: 'quire', limit: 1.3 },
  { title: 'by slug', scenario: 'slug-off', side: 'quire', limit: 1.3 },
  { title: 'deep page (depth 499)', scenario: 'cursor', side: 'depth 499', limit: 1.3 },
  { title: 'search, many hits', scenario: 'search-many', side: 'quire', limit: 3 },
  { title: 'search, few hits', scenario: 'search-few', side: 'quire', limit: 3 },
];

/** What has nothing to do with the number of posts, and everything with how fast the machine was during a run. */
const YARDSTICK = { scenario: 'slug-hit', side: '(b)' };

interface Measure {
  unit: string;
  of: (results: Results, grown: Grown) => number | undefined;
}

const MEASURES: Measure[] = [
  { unit: 'answers of (b)', of: answersOfYardstick },
  { unit: 'CPU µs', of: cpuOf },
];

/** One read by one measure, at each size from the smallest on. */
interface Growth {
  grown: Grown;
  unit: string;
  costs: (number | undefined)[];
  /** In terms of the smallest size. */
  factors: (number | undefined)[];
}

/**
 * What reads cost as the number of posts grows, in terms of the smallest size, at the fewest connections. The sizes were
 * measured in runs of their own, and so in units that a slow day or another machine leaves alone as far as can be.
 *
 * @param all the results of each size
 */
export function growthTable(all: readonly Results[]): string {
  const sizes = bySize(all);
  const head = ['read', 'cost in', ...sizes.map(({ posts }) => `${posts.toLocaleString('en')} posts`), 'result'];
  const lines = growthOf(sizes).map((growth) => {
    const { grown, unit, costs, factors } = growth;
    const cells = costs.map((cost, at) => cell(cost, factors[at]));
    return [
      grown.title,
      unit,
      ...cells,
      factsOf(growth)
        .map(({ aims }) => `≤ ${grown.limit}×: ${aims.map(outcome).join()}`)
        .join(),
    ];
  });
  return table(head, lines);
}

/** The verdicts on growth, as far as there are sizes to compare. */
export function growthFacts(all: readonly Results[]): Fact[] {
  return growthOf(bySize(all)).flatMap(factsOf);
}

/** The largest factor counts, whatever size it belongs to. */
function factsOf({ grown, unit, factors }: Growth): Fact[] {
  const larger = factors.slice(1).filter((factor) => factor !== undefined);
  if (larger.length === 0) return [];
  const aims = [atMost(grown.limit, Math.max(...larger), '×')];
  return [{ scenario: grown.scenario, title: `growth: ${grown.title}, in ${unit}`, aims }];
}

function growthOf(sizes: readonly Results[]): Growth[] {
  return GROWN.flatMap((grown) =>
    MEASURES.map(({ unit, of }) => {
      const costs = sizes.map((results) => of(results, grown));
      const [first] = costs;
      const factors = costs.map((cost) => (cost === undefined || first === undefined ? undefined : cost / first));
      return { grown, unit, costs, factors };
    }),
  );
}

function bySize(all: readonly Results[]): Results[] {
  return all.toSorted((left, right) => left.posts - right.posts);
}

/** How many answers of the yardstick the machine gives in the time that it needs for one read. */
function answersOfYardstick(results: Results, grown: Grown): number | undefined {
  const [read, yardstick] = [sideOf(results, grown), sideOf(results, YARDSTICK)];
  const [slow, fast] = [read && medianOf(read, rate), yardstick && medianOf(yardstick, rate)];
  return slow === undefined || fast === undefined ? undefined : fast / slow;
}

/** Of application and PostgreSQL together, for one request. */
function cpuOf(results: Results, grown: Grown): number | undefined {
  const read = sideOf(results, grown);
  return read && medianOf(read, ({ serverCpu, databaseCpu }) => add(serverCpu, databaseCpu));
}

function add(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

function sideOf({ rows }: Results, { scenario, side }: Pick<Grown, 'scenario' | 'side'>): Measured | undefined {
  const [row] = rows.filter(isOf(scenario)).toSorted((left, right) => left.connections - right.connections);
  return row?.sides.find((candidate) => candidate.side === side);
}

/** Void rows have no figures. */
function isOf(scenario: string): (row: Row) => boolean {
  return (row) => row.scenario === scenario && row.failure === undefined;
}

function cell(cost: number | undefined, factor: number | undefined): string {
  if (cost === undefined) return '–';
  return factor === undefined ? figure(cost) : `${figure(cost)} (${factor.toFixed(2)}×)`;
}
