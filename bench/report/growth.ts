import type { Results, Row } from '../results.js';
import { medianOf, rate } from '../rounds.js';
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

/**
 * What reads cost as the number of posts grows, in terms of the smallest size: the ratio of requests per second, at the
 * fewest connections. The sizes were measured in runs of their own.
 *
 * @param all the results of each size
 */
export function growthTable(all: readonly Results[]): string {
  const sizes = all.toSorted((left, right) => left.posts - right.posts);
  const head = ['read', ...sizes.map(({ posts }) => `${posts.toLocaleString('en')} posts`), 'aim'];
  const lines = GROWN.map((grown) => {
    const rates = sizes.map((results) => rateOf(results, grown));
    return [grown.title, ...rates.map((value) => cell(value, rates[0], grown.limit)), `≤ ${grown.limit}×`];
  });
  const runs = sizes.map(
    ({ posts, date, commit, machine }) => `- ${posts.toLocaleString('en')} posts: ${date}, ${commit}, ${machine}`,
  );
  return `${table(head, lines)}\n\n${runs.join('\n')}`;
}

function rateOf({ rows }: Results, { scenario, side: name }: Grown): number | undefined {
  const [row] = rows.filter(isOf(scenario)).toSorted((left, right) => left.connections - right.connections);
  const side = row?.sides.find((candidate) => candidate.side === name);
  return side && medianOf(side, rate);
}

/** Void rows have no figures. */
function isOf(scenario: string): (row: Row) => boolean {
  return (row) => row.scenario === scenario && row.failure === undefined;
}

function cell(value: number | undefined, first: number | undefined, limit: number): string {
  if (value === undefined || first === undefined) return '–';
  const cost = first / value;
  const met = value === first ? '' : cost <= limit ? ', met' : ', missed';
  return `${figure(value)} req/s (${cost.toFixed(2)}×${met})`;
}
