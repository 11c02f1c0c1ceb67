import { parseArgs } from 'node:util';

/** What one run of the benchmark is to do. */
export interface Options {
  posts: number;
  /** Runs of each side of a comparison; the median of them counts. */
  rounds: number;
  /** Of one run. */
  seconds: number;
  /** Seconds that each side runs before its scenario: by then V8 has compiled what it runs often. */
  warmUp: number;
  /** Seconds that a side runs before each of its rounds: until then the caches of the cores were another's. */
  warmAgain: number;
  /** Connections that the load generator opens. */
  connections: number[];
  /** Searches of each kind. */
  searches: number;
  /** The scenarios to run; undefined for all. */
  only?: string[];
  /** A folder that keeps the loaded database for the next run. */
  data?: string;
  /** Whether to measure nothing and to write the page anew of the results that are there. */
  isReport: boolean;
  /** Whether the results are written down: those of a whole run at full length are. */
  isWhole: boolean;
}

/** A quick run shows that everything works and the order of magnitude; its figures are too noisy to be kept. */
const FULL = {
  posts: 100_000,
  rounds: 5,
  seconds: 1.5,
  warmUp: 4,
  warmAgain: 0.3,
  connections: [10, 50],
  searches: 40,
};
const QUICK = { posts: 10_000, rounds: 2, seconds: 0.5, warmUp: 0.5, warmAgain: 0.1, connections: [50], searches: 5 };

/** @throws Error for options that it does not know, and for numbers and scenarios that are none. */
export function readOptions(args: string[], scenarios: readonly string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      report: { type: 'boolean' },
      posts: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const usual = values.quick ? QUICK : FULL;
  const only = values.only?.split(',');
  for (const name of only ?? []) {
    if (!scenarios.includes(name)) throw new Error(`There is no scenario ${name}; there are ${scenarios.join(', ')}`);
  }
  return {
    ...usual,
    posts: positive('posts', values.posts, usual.posts),
    rounds: positive('rounds', values.rounds, usual.rounds),
    seconds: positive('seconds', values.seconds, usual.seconds),
    only,
    data: values.data,
    isReport: values.report ?? false,
    isWhole: !values.quick && only === undefined && values.rounds === undefined && values.seconds === undefined,
  };
}

function positive(name: string, text: string | undefined, usual: number): number {
  const value = text === undefined ? usual : Number(text);
  if (!(value > 0)) throw new Error(`--${name} needs a number above 0`);
  return value;
}
