import { parseArgs } from 'node:util';

/** What one run of the benchmark is to do. */
export interface Options {
  posts: number;
  /** Runs of each side of a comparison; the median of them counts. */
  rounds: number;
  /** Seconds of one run, and of the warm-up before the first. */
  seconds: number;
  warmUp: number;
  /** Connections that the load generator opens. */
  connections: number[];
  /** The scenarios to run; undefined for all. */
  only?: string[];
  /** A folder that keeps the loaded database for the next run. */
  data?: string;
  /** Whether the results are written down: those of a whole run at full length are. */
  isWhole: boolean;
}

/** A quick run shows that everything works and the order of magnitude; its figures are too noisy to be kept. */
const FULL = { posts: 100_000, rounds: 5, seconds: 2, warmUp: 1.2, connections: [10, 50] };
const QUICK = { posts: 10_000, rounds: 3, seconds: 0.8, warmUp: 0.4, connections: [50] };

/** @throws Error for options that it does not know, and for numbers and scenarios that are none. */
export function readOptions(args: string[], scenarios: readonly string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
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
    isWhole: !values.quick && only === undefined && values.rounds === undefined && values.seconds === undefined,
  };
}

function positive(name: string, text: string | undefined, usual: number): number {
  const value = text === undefined ? usual : Number(text);
  if (!(value > 0)) throw new Error(`--${name} needs a number above 0`);
  return value;
}
