import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, type Figure } from '../figure.js';
import { playRounds } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { writesKept } from './usual-figures.js';

/** Milliseconds of load before the earliest moment of a kill, within which the kill falls, and after the restart. */
const BEFORE = 1000;
const WITHIN = 2000;
const AFTER = 1000;

/** R1: the process is killed at random moments at which a write is under way, and started again. */
export const KILL: Target = {
  id: 'R1',
  title: 'the application is killed (SIGKILL) while it writes',
  full: { rounds: 10, seconds: 4, rate: 200 },
  quick: { rounds: 3, seconds: 2, rate: 50 },
  play,
};

async function play(stage: Stage, extent: Extent): Promise<Figure[]> {
  const scene = await stage.scene();
  const { first } = scene;
  const random = stage.random('R1');
  await first.end('SIGTERM');
  const calmStart = await first.start();
  const { control, rounds } = await playRounds(scene, {
    ...extent,
    loadOf: (writer) => ({ rate: extent.rate, kinds: [writer.kind(1)], random, url: () => first.url }),
    fault: async (_, { ledger }) => {
      await delay(BEFORE + random.below(WITHIN));
      while (ledger.of('unknown').length === 0) await delay(1);
      const [acknowledged, underWay] = [ledger.of('ok').length, ledger.of('unknown').length];
      await first.end('SIGKILL');
      const seconds = await first.start();
      await delay(AFTER);
      return { acknowledged, underWay, seconds };
    },
  });
  await scene.close();
  return [
    writesKept(rounds, control),
    {
      what: 'writes acknowledged before the kill',
      aim: atLeast(1),
      rounds: rounds.map(({ found }) => found.acknowledged),
      control: control.samples.good.count,
    },
    { what: 'writes under way when it was killed', aim: atLeast(1), rounds: rounds.map(({ found }) => found.underWay) },
    {
      what: 'seconds from the start to ready',
      aim: atMost(3),
      rounds: rounds.map(({ found }) => found.seconds),
      control: calmStart,
      isTimed: true,
    },
  ];
}
