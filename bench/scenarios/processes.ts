import type { Fixtures } from '../fixtures.js';
import type { Job } from '../load.js';
import { reported, type Row } from '../results.js';
import { failureOf, loaded, playRounds, ratioOf, warmUp } from '../rounds.js';
import type { QuireName, Stage } from '../stage.js';
import { CONNECTIONS, mixedJob, WARM_UP } from './mixed.js';
import type { Scenario } from './scenario.js';

interface Pair {
  name: string;
  title: string;
  /** Two processes, and the one that they are compared to. */
  apps: [two: QuireName, one: QuireName];
  job: (fixtures: Fixtures) => Omit<Job, 'url' | 'seconds'>;
  /** Times the usual one. */
  warmUp?: number;
}

const hit = ({ bySlug }: Fixtures): Omit<Job, 'url' | 'seconds'> => ({
  connections: CONNECTIONS,
  status: 200,
  calls: [bySlug],
});

const PAIRS: Pair[] = [
  { name: 'processes-hit', title: 'by slug, cache hit', apps: ['two', 'redis'], job: hit },
  { name: 'processes-mixed', title: 'mixed', apps: ['two', 'redis'], job: mixedJob, warmUp: WARM_UP },
  { name: 'processes-off', title: 'by slug, cache off', apps: ['twoUncached', 'redisUncached'], job: hit },
];

/** `WEB_CONCURRENCY=2` against 1, both with Redis. */
export const processes: Scenario[] = PAIRS.map((pair) => ({
  name: pair.name,
  servers: pair.apps,
  play: async (stage) => ({ rows: [await play(stage, pair)] }),
}));

async function play(stage: Stage, { name, title, apps, job, warmUp: factor = 1 }: Pair): Promise<Row> {
  const [two, one] = apps;
  const sides = [
    loaded(stage, '2 processes', await stage.server(two), job(stage.fixtures)),
    loaded(stage, '1 process', await stage.server(one), job(stage.fixtures)),
  ];
  await warmUp(sides, factor * stage.options.warmUp);
  const measured = await playRounds(sides, stage.options);
  const [first, second] = measured;
  return {
    scenario: name,
    title: `2 processes against 1: ${title}`,
    connections: CONNECTIONS,
    sides: measured,
    aims: first && second ? [reported(`${ratioOf(first, second).toFixed(2)} of 1 process`)] : [],
    failure: failureOf(measured),
  };
}
