import { setTimeout as delay } from 'node:timers/promises';
import { residentMemory } from '../../bench/processes.js';
import { atMost, never, type Figure } from '../figure.js';
import { OpenLoop } from '../load/open-loop.js';
import { ask } from '../stage/postgres.js';
import { openDescriptors } from '../stage/processes.js';
import type { Scene } from '../stage/scene.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { failures, writesKept } from './usual-figures.js';

/** Milliseconds between two looks. */
const PAUSE = 1000;

/** Of the looks, those at the beginning that show how it warms up. */
const WARM_UP = 0.4;

const SESSIONS = `
  SELECT count(*)::int AS connections,
         (count(*) FILTER (WHERE state LIKE 'idle in transaction%' AND state_change < now() - interval '5 s'))::int AS stuck
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

/** What one look has found. */
interface Look {
  minutes: number;
  memory: number;
  descriptors: number;
  connections: number;
  stuck: number;
}

/** R13: an even load for a while. */
export const SOAK: Target = {
  id: 'R13',
  title: 'an even load for some minutes (shortened from half an hour)',
  full: { rounds: 1, seconds: 240, rate: 150 },
  quick: { rounds: 1, seconds: 15, rate: 50 },
  play,
};

async function play(stage: Stage, { seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene();
  const random = stage.random('R13');
  const writer = scene.writer('soak');
  const load = OpenLoop.start(scene.mixedLoad(writer, { rate, random }));
  const all: Look[] = [];
  const startedAt = performance.now();
  for (const end = startedAt + seconds * 1000; performance.now() < end;) {
    const [look] = await Promise.all([lookAt(scene, startedAt), delay(PAUSE)]);
    all.push(look);
  }
  const samples = await load.stop();
  const differences = await scene.differences(writer);
  await scene.close();
  const looks = all.slice(Math.floor(all.length * WARM_UP));
  const of = (member: keyof Look): number[] => looks.map((look) => look[member]);
  const range = (values: number[]): number => Math.max(...values) - Math.min(...values);
  return [
    failures('calls that fail', [samples.failed]),
    writesKept([differences]),
    { what: 'looks at a transaction that idles for over 5 s', aim: never(), rounds: [Math.max(...of('stuck'))] },
    {
      what: 'growth of its memory, MB per minute',
      aim: atMost(1),
      rounds: [slope(of('minutes'), of('memory'))],
      isTimed: true,
    },
    // A pool opens what it may when it is asked; a leak would add to it minute by minute.
    { what: 'connections more than in the calmest look', aim: atMost(10), rounds: [range(of('connections'))] },
    {
      what: 'growth of its descriptors, per minute',
      aim: atMost(5),
      rounds: [slope(of('minutes'), of('descriptors'))],
      isTimed: true,
    },
  ];
}

async function lookAt({ first, databaseUrl }: Scene, startedAt: number): Promise<Look> {
  const [row] = await ask<Pick<Look, 'connections' | 'stuck'>>(databaseUrl, SESSIONS);
  return {
    minutes: (performance.now() - startedAt) / 60_000,
    memory: (await residentMemory(first.pid)) ?? NaN,
    descriptors: await openDescriptors(first.pid),
    connections: row?.connections ?? NaN,
    stuck: row?.stuck ?? NaN,
  };
}

/** The rise of the straight line that fits best (least squares). */
function slope(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middle, height] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, index) => (x - middle) * ((ys[index] ?? NaN) - height)));
  return covariance / mean(xs.map((x) => (x - middle) ** 2));
}
