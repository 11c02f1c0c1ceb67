import { word } from './data-set.js';
import { latencies, type Latencies } from './measure.js';
import type { Quire } from './quire.js';

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

const REQUESTS = 200;

export interface SearchRow {
  kind: string;
  /** One after the other. */
  single: Latencies;
  /** Two at a time, beside which the cores have no rest. */
  double: Latencies;
}

/** Searches as a signed-in caller, whose answers are never cached. */
export async function measureSearch(quire: Quire): Promise<SearchRow[]> {
  const headers = { Authorization: `Bearer ${await quire.signIn()}` };
  const get = async (path: string): Promise<void> => {
    const reply = await fetch(`${quire.url}/api/v1${path}`, { headers });
    await reply.arrayBuffer();
    if (reply.status !== 200) throw new Error(`${path} was answered with ${reply.status}`);
  };
  const rows: SearchRow[] = [];
  for (const [kind, query] of Object.entries(KINDS)) {
    const search = (number: number): Promise<void> => get(`/posts?q=${encodeURIComponent(query(number))}`);
    rows.push(await measure(kind, search));
  }
  const suggest = (number: number): Promise<void> => get(`/posts/suggest?q=${word(number % 300).slice(0, 3)}`);
  rows.push(await measure('suggestions', suggest));
  return rows;
}

async function measure(kind: string, search: (number: number) => Promise<void>): Promise<SearchRow> {
  return { kind, single: await latencies(REQUESTS, 1, search), double: await latencies(REQUESTS, 2, search) };
}
