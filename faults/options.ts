import { parseArgs } from 'node:util';

/** What one run of the fault tests is to do. */
export interface Options {
  /** The ids of the targets to play; undefined for all. */
  only?: string[];
  /** Whether each is played as shortly as it can be. */
  isQuick: boolean;
  /** Whether what is found is written down: it is of all targets at full length. */
  isWhole: boolean;
  /** Decides what is decided by chance. */
  seed: number;
}

/** @throws Error for options that it does not know, targets that there are not and seeds that are no number. */
export function readOptions(args: string[], targets: readonly string[]): Options {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, quick: { type: 'boolean', default: false }, seed: { type: 'string' } },
  });
  const only = values.only?.split(',');
  for (const id of only ?? []) {
    if (!targets.includes(id)) throw new Error(`There is no target ${id}; there are ${targets.join(', ')}`);
  }
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  if (!Number.isInteger(seed)) throw new Error('--seed needs a whole number');
  return { only, isQuick: values.quick, isWhole: !values.quick && only === undefined, seed };
}
