import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, never, type Figure } from '../figure.js';
import { goodPerSecond } from '../load/closed-loop.js';
import { Connections, send } from '../load/http.js';
import { OpenLoop } from '../load/open-loop.js';
import { Samples } from '../load/samples.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { noCrashes } from './usual-figures.js';

/** How many times of what it can do it is asked for, and the share of that at which the control runs. */
const OVERLOAD = 3;
const CONTROL = 0.5;

/** For finding the peak: enough connections to keep it busy. */
const CONNECTIONS = 32;

/**
 * Connections of the balancer that sends the overload, which has them from before. Node accepts one new connection per turn
 * of its loop: with one for every call that waits, their queue would be measured and not the server's.
 */
const BALANCED = 256;

/** Milliseconds between two questions whether it lives, and after the overload until it must be as before. */
const PROBE = 250;
const RECOVERY = 5000;

/** Surplus is refused with one of these. */
const REFUSALS: (number | string)[] = [503, 429];

/** R9: more calls than it can answer. */
export const OVERLOADED: Target = {
  id: 'R9',
  title: 'three times of what it can answer',
  full: { rounds: 1, seconds: 60, rate: 0 },
  quick: { rounds: 1, seconds: 8, rate: 0 },
  play,
};

async function play(stage: Stage, { rounds, seconds }: Extent): Promise<Figure[]> {
  const scene = await stage.scene({ variables: { CACHE_ENABLED: 'false' } });
  const random = stage.random('R9');
  const { url } = scene.first;
  const call = { method: 'GET', path: '/api/v1/posts', token: scene.token };
  const kinds = [{ kind: 'list', weight: 1, make: () => call }];
  const connections = new Connections(BALANCED);
  const at = (rate: number) => ({ rate, kinds, random, url: () => url, connections });
  await Promise.all(Array.from({ length: BALANCED }, () => send(url, call, connections)));
  await goodPerSecond(CONNECTIONS, 3, () => ({ url, call }));
  const peak = await goodPerSecond(CONNECTIONS, Math.min(10, seconds), () => ({ url, call }));
  const control = await OpenLoop.run(at(CONTROL * peak), Math.min(10, seconds));

  const goodput: number[] = [];
  const loads: Samples[] = [];
  const afterwards: Samples[] = [];
  const dead: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const probes = new AbortController();
    const probing = countDead(url, probes.signal);
    const load = OpenLoop.start(at(OVERLOAD * peak));
    await delay(seconds * 1000);
    const samples = await load.stop();
    probes.abort();
    loads.push(samples);
    goodput.push((100 * samples.good.count) / seconds / peak);
    dead.push(await probing);
    await delay(RECOVERY);
    afterwards.push(await OpenLoop.run(at(CONTROL * peak), Math.min(10, seconds)));
  }
  await connections.close();
  await scene.close();
  const refusals = (samples: Samples): Samples => samples.where(({ status }) => REFUSALS.includes(status));
  const broken = (samples: Samples): number => samples.failed.where(({ status }) => !REFUSALS.includes(status)).count;
  return [
    {
      what: `goodput, % of the peak of ${Math.round(peak)}/s`,
      aim: atLeast(80),
      rounds: goodput,
      isTimed: true,
    },
    {
      what: 'p99 of what is accepted, ms',
      aim: atMost(1000),
      rounds: loads.map(({ good }) => good.p99),
      control: control.good.p99,
      isTimed: true,
    },
    {
      what: 'p99 of refusals (503, 429), ms',
      aim: atMost(50),
      rounds: loads.map((samples) => refusals(samples).p99),
      isTimed: true,
    },
    {
      what: 'answers that are neither success nor refusal',
      detail: Samples.join(loads).histogram,
      aim: never(),
      rounds: loads.map(broken),
      control: broken(control),
      isTimed: true,
    },
    { what: 'questions whether it lives without a yes', aim: never(), rounds: dead, isTimed: true },
    {
      what: 'p99 from 5 s after, ms, against twice that of the control',
      aim: atMost(2 * control.p99),
      rounds: afterwards.map(({ p99 }) => p99),
      control: control.p99,
      isTimed: true,
    },
    noCrashes(scene),
  ];
}

/** Asks again and again whether the process lives, until it is told to stop; counts other answers than 200. */
async function countDead(url: string, signal: AbortSignal): Promise<number> {
  let dead = 0;
  while (!signal.aborted) {
    const answer = await send(url, { method: 'GET', path: '/health/live' }).catch(() => undefined);
    if (answer?.status !== 200) dead += 1;
    await delay(PROBE, undefined, { signal }).catch(() => undefined);
  }
  return dead;
}
