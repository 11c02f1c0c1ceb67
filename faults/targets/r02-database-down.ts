import { setTimeout as delay } from 'node:timers/promises';
import { atMost, never, type Figure } from '../figure.js';
import type { Samples } from '../load/samples.js';
import { ENDINGS } from '../stage/postgres.js';
import { playRounds } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { failures, noCrashes, writesKept } from './usual-figures.js';

/** Milliseconds of load before the fault. */
const BEFORE = 2000;

/** R2: PostgreSQL is stopped in its three ways, one after the other, and comes back. */
export const DATABASE_DOWN: Target = {
  id: 'R2',
  title: 'PostgreSQL is down (fast, immediate, killed)',
  full: { rounds: 6, seconds: 5, rate: 100 },
  quick: { rounds: 3, seconds: 3, rate: 50 },
  play,
};

async function play(stage: Stage, { rounds: times, seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene();
  const { postgres } = stage;
  const random = stage.random('R2');
  const { control, rounds } = await playRounds(scene, {
    rounds: times,
    seconds: 2 * seconds,
    loadOf: (writer) => scene.mixedLoad(writer, { rate, random }),
    fault: async (round) => {
      await delay(BEFORE);
      await postgres.end(ENDINGS[round % ENDINGS.length] ?? 'fast');
      await delay(seconds * 1000);
      await postgres.start();
      const backAt = performance.now();
      await delay(2 * seconds * 1000);
      return { backAt };
    },
  });
  await scene.close();
  const calm = control.samples;
  return [
    failures(
      'answers other than success and 503 with Retry-After',
      rounds.map(({ samples }) => samples.broken),
      calm.broken,
    ),
    writesKept(rounds, control),
    noCrashes(scene),
    {
      what: 'rounds in which nothing was refused, so that nothing was tried',
      aim: never(),
      rounds: [rounds.filter(({ samples }) => samples.refused.count === 0).length],
    },
    {
      what: 'longest wait for an answer, ms',
      aim: atMost(5000),
      rounds: rounds.map(({ samples }) => samples.longest),
      control: calm.longest,
      isTimed: true,
    },
    {
      what: 'seconds to the first write after its return',
      aim: atMost(2),
      rounds: rounds.map(({ samples, found }) => firstSuccess(samples, found.backAt)),
      isTimed: true,
    },
    {
      what: `p99 from ${seconds} s after its return, ms, against twice that of the control`,
      aim: atMost(2 * calm.p99),
      rounds: rounds.map(({ samples, found }) => samples.between(found.backAt + seconds * 1000).p99),
      control: calm.p99,
      isTimed: true,
    },
  ];
}

/** Seconds until a write had succeeded; a read may have been answered from the cache. */
function firstSuccess(samples: Samples, backAt: number): number {
  const ends = samples.of('write').good.all.map(({ dueAt, latency }) => dueAt + latency);
  return (Math.min(...ends.filter((end) => end > backAt)) - backAt) / 1000;
}
