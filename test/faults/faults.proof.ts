import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { lineOf, verdictOf } from '../../faults/figure.js';
import { Stage } from '../../faults/stage/stage.js';
import type { Extent, Target } from '../../faults/target.js';
import { DATABASE_DOWN } from '../../faults/targets/r02-database-down.js';
import { KILL } from '../../faults/targets/r01-kill.js';
import { REDIS_DOWN } from '../../faults/targets/r03-redis-down.js';
import { SHUTDOWN } from '../../faults/targets/r04-shutdown.js';
import { START_TOGETHER } from '../../faults/targets/r08-start-together.js';
import { need } from '../support/environment.js';
import { describeWithRedisServer } from '../support/redis.js';

/** What is decided by chance is decided so; `npm run test:faults -- --seed <n>` decides it again. */
const SEED = Date.now() % 1_000_000;

/**
 * Short, and so slow that a busy machine keeps up. Where nothing may be refused it is slower still: work of one kind has four
 * connections, and is refused when it waits for one for a second, which at 20 calls a second is a stall of one second.
 */
const SHORT: [target: Target, extent: Extent][] = [
  [KILL, { rounds: 2, seconds: 1, rate: 20 }],
  [DATABASE_DOWN, { rounds: 3, seconds: 1, rate: 20 }],
  [REDIS_DOWN, { rounds: 2, seconds: 4, rate: 5 }],
  [SHUTDOWN, { rounds: 1, seconds: 4, rate: 5 }],
  [START_TOGETHER, { rounds: 1, seconds: 0, rate: 0 }],
];

describeWithRedisServer(`In short, and without regard to time (seed ${SEED}),`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(await mkdtemp(join(need('folder'), 'faults-')), SEED);
  });
  afterAll(async () => {
    await stage.close();
    await stage.forget();
  });

  afterEach(() => stage.reset());

  it.each(SHORT.map(([target, extent]) => [target.id, target.title, target, extent] as const))(
    '%s is met: %s',
    async (id, _, target, extent) => {
      const figures = await target.play(stage, extent);
      const lasting = figures.filter(({ isTimed = false }) => !isTimed);
      expect(lasting).not.toEqual([]);
      expect(lasting.filter((figure) => verdictOf(figure) !== 'met').map((figure) => lineOf(id, figure))).toEqual([]);
    },
  );
});
