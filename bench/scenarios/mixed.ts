import { post } from '../data-set.js';
import type { Fixtures } from '../fixtures.js';
import type { Job } from '../load.js';
import { above, atLeast, below, type Aim } from '../results.js';
import { failureOf, loaded, medianOf, playRounds, rate, warmUp, type Measured } from '../rounds.js';
import type { Scenario } from './scenario.js';

export const CONNECTIONS = 50;
const WRITES = 0.05;
/** Times the usual warm-up: the cache has to meet the posts that are read now and then. */
export const WARM_UP = 2;

/** Reads of posts as often as Zipf's law has it, with edits of posts picked in the same way in between. */
export function mixedJob({ popular, admin }: Fixtures): Omit<Job, 'url' | 'seconds'> {
  const headers = { Authorization: `Bearer ${admin}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ content: `Edited as {n}. ${post(1).content}` });
  return {
    connections: CONNECTIONS,
    status: 200,
    calls: popular.map(({ slug }) => ({ path: `/api/v1/posts/${slug}` })),
    writes: {
      share: WRITES,
      calls: popular.map(({ id }) => ({ method: 'PATCH', path: `/api/v1/posts/${id}`, headers, body })),
    },
  };
}

export const mixed: Scenario = {
  name: 'mixed',
  servers: ['cached'],
  play: async (stage) => {
    const side = loaded(stage, 'quire', await stage.server('cached'), mixedJob(stage.fixtures));
    await warmUp([side], WARM_UP * stage.options.warmUp);
    const sides = await playRounds([side], stage.options);
    const [quire] = sides;
    const row = {
      scenario: 'mixed',
      title: 'mixed: 95 % reads, 5 % writes, Zipf-distributed posts',
      connections: CONNECTIONS,
      sides,
      aims: quire ? aimsOf(quire) : [],
      failure: failureOf(sides),
    };
    return { rows: [row] };
  },
};

function aimsOf(quire: Measured): Aim[] {
  return [
    atLeast(1_000, medianOf(quire, rate) ?? NaN, ' req/s', 0),
    above(80, 100 * (medianOf(quire, (run) => run.hits) ?? NaN), ' % hits', 0),
    below(100, medianOf(quire, (run) => run.p95) ?? NaN, ' ms p95'),
  ];
}
