import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, type Figure } from '../figure.js';
import { closeConnections } from '../load/http.js';
import { OpenLoop } from '../load/open-loop.js';
import type { Samples } from '../load/samples.js';
import { SlowSockets } from '../load/slow-sockets.js';
import { openDescriptors } from '../stage/processes.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { failures, noCrashes } from './usual-figures.js';

/** Sockets of each kind: slow headers and slow bodies. */
const SOCKETS = 300;

/** Milliseconds after which closed connections are gone. */
const SETTLED = 1000;

/** Seconds after which one that is still open counts as never closed. */
const PATIENCE = 60;

/** R11: clients that hold connections by sending a byte a second. */
export const SLOW_CLIENTS: Target = {
  id: 'R11',
  title: `${SOCKETS} clients with slow headers and ${SOCKETS} with slow bodies`,
  full: { rounds: 2, seconds: 15, rate: 50 },
  quick: { rounds: 1, seconds: 5, rate: 50 },
  play,
};

async function play(stage: Stage, { rounds, seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene();
  const random = stage.random('R11');
  const { url, pid } = scene.first;
  const honest = { rate, random, url: () => url, kinds: scene.reads(random, 1) };
  const control = await OpenLoop.runWarm(honest, seconds);

  const loads: Samples[] = [];
  const held: number[] = [];
  const lives: number[] = [];
  const left: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await closeConnections();
    await delay(SETTLED);
    const before = await openDescriptors(pid);
    const load = OpenLoop.start(honest);
    const slow = new SlowSockets(url, SOCKETS);
    await delay(2000);
    held.push((await openDescriptors(pid)) - before);
    lives.push(await slow.untilClosed(PATIENCE));
    loads.push(await load.stop());
    await closeConnections();
    await delay(SETTLED);
    left.push((await openDescriptors(pid)) - before);
  }
  await scene.close();
  return [
    failures(
      'calls of others that fail',
      loads.map(({ failed }) => failed),
      control.failed,
    ),
    { what: 'connections that the slow ones held', aim: atLeast(2 * SOCKETS), rounds: held },
    noCrashes(scene),
    { what: 'descriptors that are left afterwards', aim: atMost(5), rounds: left },
    { what: 'seconds until the last slow one was closed', aim: atMost(30), rounds: lives, isTimed: true },
    {
      what: 'p99 of others, ms',
      aim: atMost(200),
      rounds: loads.map(({ p99 }) => p99),
      control: control.p99,
      isTimed: true,
    },
  ];
}
