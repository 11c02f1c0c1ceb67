import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, type Figure } from '../figure.js';
import { OpenLoop, type LoadProps } from '../load/open-loop.js';
import type { Writer } from '../load/writer.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { writesKept } from './usual-figures.js';

/** Milliseconds of load before the earliest moment of a kill, within which the kill falls, and after the restart. */
const BEFORE = 1000;
const WITHIN = 2000;
const AFTER = 1000;

/** R1: the process is killed while it writes, at random moments, and started again. */
export const KILL: Target = {
  id: 'R1',
  title: 'the application is killed (SIGKILL) while it writes',
  full: { rounds: 10, seconds: 4, rate: 200 },
  quick: { rounds: 3, seconds: 2, rate: 50 },
  play,
};

async function play(stage: Stage, { rounds, seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene();
  const { first } = scene;
  const random = stage.random('R1');
  const loadOf = (writer: Writer): LoadProps => ({ rate, kinds: [writer.kind(1)], random, url: () => first.url });

  const calm = scene.writer('calm');
  const undisturbed = await OpenLoop.run(loadOf(calm), seconds);
  const calmDifferences = await scene.differences(calm);
  await first.end('SIGTERM');
  const calmStart = await first.start();

  const differences: number[] = [];
  const acknowledged: number[] = [];
  const unknown: number[] = [];
  const starts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const writer = scene.writer('killed');
    const load = OpenLoop.start(loadOf(writer));
    await delay(BEFORE + random.below(WITHIN));
    await first.end('SIGKILL');
    acknowledged.push(writer.ledger.of('ok').length);
    starts.push(await first.start());
    await delay(AFTER);
    await load.stop();
    unknown.push(writer.ledger.of('unknown').length);
    differences.push(await scene.differences(writer));
  }
  await scene.close();
  return [
    writesKept(differences, calmDifferences),
    {
      what: 'writes acknowledged before the kill',
      aim: atLeast(1),
      rounds: acknowledged,
      control: undisturbed.good.count,
    },
    { what: 'writes that the kill left unknown, in all rounds', aim: atLeast(1), rounds: [sum(unknown)] },
    { what: 'seconds from the start to ready', aim: atMost(3), rounds: starts, control: calmStart, isTimed: true },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
