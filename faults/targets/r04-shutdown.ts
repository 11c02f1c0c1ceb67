import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, type Figure } from '../figure.js';
import type { Samples } from '../load/samples.js';
import { Balancer } from '../stage/balancer.js';
import { playRounds, type Round } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { badEndings, failures, noCrashes, writesKept } from './usual-figures.js';

/** Seconds that an instance serves on when it is no longer ready: long enough for the balancer, which asks every second. */
const SHUTDOWN_DELAY = '3';

/** Calls per second whose body takes one to three seconds to arrive. */
const SLOW = 4;

/** R4: an instance of two is told to end, with requests under way. */
export const SHUTDOWN: Target = {
  id: 'R4',
  title: 'an instance of two behind a balancer is told to end (SIGTERM)',
  full: { rounds: 20, seconds: 5, rate: 200 },
  quick: { rounds: 4, seconds: 3, rate: 50 },
  play,
};

async function play(stage: Stage, extent: Extent): Promise<Figure[]> {
  const scene = await stage.scene({ instances: 2, variables: { SHUTDOWN_DELAY } });
  const random = stage.random('R4');
  const balancer = await Balancer.open(scene.instances);
  const { rate } = extent;
  const { control, rounds } = await playRounds(scene, {
    ...extent,
    loadOf: (writer) => {
      const kinds = [...scene.reads(random, 0.85 * rate), writer.kind(0.15 * rate), writer.slowKind(SLOW, random)];
      return { rate, kinds, random, url: () => balancer.url };
    },
    fault: async (round) => {
      await delay(2000);
      const ended = await balancer.replace(scene.instances[round % scene.instances.length] ?? scene.first);
      await delay(500);
      return ended;
    },
  });
  balancer.close();
  await scene.close();
  const slow = ({ samples }: Round): Samples => samples.of('slow write');
  const quick = ({ samples }: Round): Samples => samples.of('read', 'write');
  return [
    failures(
      'requests of 1 to 3 s that fail',
      rounds.map((round) => slow(round).failed),
      slow(control).failed,
    ),
    {
      what: 'requests of 1 to 3 s in all',
      aim: atLeast(1),
      rounds: rounds.map((round) => slow(round).count),
      control: slow(control).count,
    },
    failures(
      'other requests that fail',
      rounds.map((round) => quick(round).failed),
      quick(control).failed,
    ),
    badEndings(rounds.map(({ found }) => found)),
    noCrashes(scene),
    writesKept(rounds, control),
    {
      what: 'seconds from the signal to the end',
      aim: atMost(15),
      rounds: rounds.map(({ found }) => found.seconds),
      isTimed: true,
    },
  ];
}
