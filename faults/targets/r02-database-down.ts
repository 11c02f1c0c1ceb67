import { setTimeout as delay } from 'node:timers/promises';
import { atMost, never, type Figure } from '../figure.js';
import { OpenLoop, type LoadProps } from '../load/open-loop.js';
import type { Samples } from '../load/samples.js';
import type { Writer } from '../load/writer.js';
import { ENDINGS } from '../stage/postgres.js';
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

async function play(stage: Stage, { rounds, seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene();
  const { postgres } = stage;
  const random = stage.random('R2');
  const loadOf = (writer: Writer): LoadProps => scene.mixedLoad(writer, { rate, random });

  const calm = scene.writer('calm');
  const control = await OpenLoop.run(loadOf(calm), 2 * seconds);
  const calmDifferences = await scene.differences(calm);

  const outages: Samples[] = [];
  const differences: number[] = [];
  const returns: number[] = [];
  const tails: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const writer = scene.writer('down');
    const load = OpenLoop.start(loadOf(writer));
    await delay(BEFORE);
    await postgres.end(ENDINGS[round % ENDINGS.length] ?? 'fast');
    await delay(seconds * 1000);
    await postgres.start();
    const backAt = performance.now();
    await delay(2 * seconds * 1000);
    const samples = await load.stop();
    outages.push(samples);
    returns.push(firstSuccess(samples, backAt));
    tails.push(samples.between(backAt + seconds * 1000).p99);
    differences.push(await scene.differences(writer));
  }
  await scene.close();
  return [
    failures(
      'answers other than success and 503 with Retry-After',
      outages.map(({ broken }) => broken),
      control.broken,
    ),
    writesKept(differences, calmDifferences),
    noCrashes(scene),
    {
      what: 'rounds in which nothing was refused, so that nothing was tried',
      aim: never(),
      rounds: [outages.filter((samples) => samples.refused.count === 0).length],
    },
    {
      what: 'longest wait for an answer, ms',
      aim: atMost(5000),
      rounds: outages.map(({ longest }) => longest),
      control: control.longest,
      isTimed: true,
    },
    { what: 'seconds to the first write after its return', aim: atMost(2), rounds: returns, isTimed: true },
    {
      what: `p99 from ${seconds} s after its return, ms, against twice that of the control`,
      aim: atMost(2 * control.p99),
      rounds: tails,
      control: control.p99,
      isTimed: true,
    },
  ];
}

/** Seconds until a write had succeeded; a read may have been answered from the cache. */
function firstSuccess(samples: Samples, backAt: number): number {
  const ends = samples.of('write').good.all.map(({ dueAt, latency }) => dueAt + latency);
  return (Math.min(...ends.filter((end) => end > backAt)) - backAt) / 1000;
}
