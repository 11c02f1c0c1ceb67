import { ask } from './ask.js';
import { word } from './data-set.js';
import { latencies } from './measure.js';
import type { Latencies } from './quantiles.js';

/** What people search for, by how much there is of it; a number makes each query another one. */
const KINDS: Record<string, (number: number) => string> = {
  'a word in most posts': (number) => word(number % 20),
  'a word in some posts': (number) => word(200 + (number % 500)),
  'a rare word': (number) => word(25_000 + (number % 4_000)),
  'two common words': (number) => `${word(number % 20)} ${word(20 + (number % 30))}`,
  'a phrase': (number) => `"${word(number % 20)} ${word((number * 7) % 20)}"`,
  'one without another': (number) => `${word(100 + (number % 100))} -${word(number % 20)}`,
  'a word with a typo': (number) => `${word(1_000 + (number % 500))}x`,
  'nothing like it': (number) => `qxw${number}jjq`,
};

export interface SearchRow {
  kind: string;
  /** One after the other. */
  single: Latencies;
  /** Two at a time, beside which the cores have no rest. */
  double: Latencies;
}

/**
 * Searches as a signed-in caller, whose answers are never cached.
 *
 * @param token the caller's access token
 * @param count searches of each kind, one at a time and then two at a time
 */
export async function measureSearch(url: string, token: string, count: number): Promise<SearchRow[]> {
  const headers = { Authorization: `Bearer ${token}` };
  const measure = async (kind: string, pathOf: (number: number) => string): Promise<SearchRow> => {
    const search = (number: number): Promise<unknown> => ask(url, { path: `/api/v1/posts${pathOf(number)}`, headers });
    return { kind, single: await latencies(count, 1, search), double: await latencies(count, 2, search) };
  };
  const rows: SearchRow[] = [];
  for (const [kind, query] of Object.entries(KINDS)) {
    rows.push(await measure(kind, (number) => `?q=${encodeURIComponent(query(number))}`));
  }
  rows.push(await measure('suggestions', (number) => `/suggest?q=${word(number % 300).slice(0, 3)}`));
  return rows;
}
