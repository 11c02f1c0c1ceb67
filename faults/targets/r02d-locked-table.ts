import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { atLeast, atMost, type Figure } from '../figure.js';
import type { Kind } from '../load/open-loop.js';
import { OpenLoop } from '../load/open-loop.js';
import type { Samples } from '../load/samples.js';
import type { Scene } from '../stage/scene.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { failures, writesKept } from './usual-figures.js';

/** R2d: a table is locked; what does not need it goes on. */
export const LOCKED_TABLE: Target = {
  id: 'R2d',
  title: 'the table of comments is locked',
  full: { rounds: 5, seconds: 10, rate: 100 },
  quick: { rounds: 1, seconds: 5, rate: 50 },
  play,
};

async function play(stage: Stage, { rounds, seconds, rate }: Extent): Promise<Figure[]> {
  // Answers from the cache need no table.
  const scene = await stage.scene({ variables: { CACHE_ENABLED: 'false' } });
  const random = stage.random('R2d');
  const writer = scene.writer('unrelated');
  const kinds = [...scene.reads(random, 7), writer.kind(2), comments(scene)];
  const load = { rate, kinds, random, url: () => scene.first.url };

  const control = await OpenLoop.runWarm(load, seconds);
  const locked: Samples[] = [];
  for (let round = 0; round < rounds; round += 1) {
    locked.push(await whileLocked(scene, () => OpenLoop.run(load, seconds)));
    await delay(1000);
  }
  const differences = await scene.differences(writer);
  await scene.close();
  const unrelated = (samples: Samples): Samples => samples.of('read', 'write');
  const related = (samples: Samples): Samples => samples.of('comments');
  return [
    failures(
      'calls that fail without needing the table',
      locked.map((samples) => unrelated(samples).failed),
      unrelated(control).failed,
    ),
    failures(
      'calls that need the table and get another answer than success or 503 with Retry-After',
      locked.map((samples) => related(samples).broken),
      related(control).failed,
    ),
    {
      what: 'calls that were refused for the lock',
      aim: atLeast(1),
      rounds: locked.map((samples) => related(samples).refused.count),
    },
    writesKept([{ differences }]),
    {
      what: 'p99 of those that do not need it, ms',
      aim: atMost(500),
      rounds: locked.map((samples) => unrelated(samples).p99),
      control: unrelated(control).p99,
      isTimed: true,
    },
    {
      what: 'longest wait of those that need it, ms',
      aim: atMost(3000),
      rounds: locked.map((samples) => related(samples).longest),
      control: related(control).longest,
      isTimed: true,
    },
  ];
}

function comments({ posts, token }: Scene): Kind {
  const path = `/api/v1/posts/${posts[0] ?? ''}/comments`;
  return { kind: 'comments', weight: 1, make: () => ({ method: 'GET', path, token }) };
}

/** The lock outlasts the work. */
async function whileLocked<Result>(scene: Scene, work: () => Promise<Result>): Promise<Result> {
  const client = new pg.Client(scene.databaseUrl);
  await client.connect();
  try {
    await client.query('BEGIN; LOCK TABLE comments IN ACCESS EXCLUSIVE MODE');
    return await work();
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}
