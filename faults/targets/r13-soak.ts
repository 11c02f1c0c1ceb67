import { setTimeout as delay } from 'node:timers/promises';
import { residentMemory } from '../../bench/processes.js';
import { atMost, never, type Figure } from '../figure.js';
import { closeConnections } from '../load/http.js';
import { OpenLoop } from '../load/open-loop.js';
import { ask } from '../stage/postgres.js';
import { openDescriptors } from '../stage/processes.js';
import type { Scene } from '../stage/scene.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { failures, noCrashes, writesKept } from './usual-figures.js';

/** Milliseconds between two looks, and after which closed connections are gone. */
const PAUSE = 1000;
const SETTLED = 1000;

/** Milliseconds after which an idle process has given back what its start took, which it would take again meanwhile. */
const GIVEN_BACK = 5000;

/** Seconds within which the memory of a process still grows to what it needs. */
const SETTLING = 120;

/** Of the time, the part in which it warms up; that is the control as well. */
const WARM_UP = 0.4;

const SESSIONS = `
  SELECT count(*)::int AS connections,
         (count(*) FILTER (WHERE state LIKE 'idle in transaction%' AND state_change < now() - interval '5 s'))::int AS stuck
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

/** What one look has found. */
interface Look {
  minutes: number;
  memory: number;
  connections: number;
  stuck: number;
}

/** R13: an even load for a while. */
export const SOAK: Target = {
  id: 'R13',
  title: 'an even load for some minutes (shortened from half an hour)',
  full: { rounds: 1, seconds: 420, rate: 150 },
  quick: { rounds: 1, seconds: 15, rate: 50 },
  play,
};

async function play(stage: Stage, { seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene();
  const { pid } = scene.first;
  const random = stage.random('R13');
  const writer = scene.writer('soak');
  const props = scene.mixedLoad(writer, { rate, random });
  await delay(GIVEN_BACK);
  const control = await OpenLoop.runWarm(props, seconds * WARM_UP);
  const before = await descriptorsAtRest(pid);
  const load = OpenLoop.start(props);
  const looks = await lookFor(scene, seconds * (1 - WARM_UP));
  const samples = await load.stop();
  const left = (await descriptorsAtRest(pid)) - before;
  const differences = await scene.differences(writer);
  await scene.close();
  const of = (member: keyof Look): number[] => looks.map((look) => look[member]);
  const range = (values: number[]): number => Math.max(...values) - Math.min(...values);
  return [
    failures('calls that fail', [samples.failed], control.failed),
    writesKept([{ differences }]),
    noCrashes(scene),
    { what: 'looks at a transaction that idles for over 5 s', aim: never(), rounds: [Math.max(...of('stuck'))] },
    // A pool opens what it may when it is asked; a leak would add to it minute by minute.
    { what: 'connections more than in the calmest look', aim: atMost(10), rounds: [range(of('connections'))] },
    { what: 'descriptors that are left afterwards', aim: atMost(5), rounds: [left] },
    ...(seconds < SETTLING ? [] : [growthOf(looks)]),
  ];
}

function growthOf(looks: readonly Look[]): Figure {
  const rise = slope(
    looks.map(({ minutes }) => minutes),
    looks.map(({ memory }) => memory),
  );
  return { what: 'growth of its memory, MB per minute', aim: atMost(1), rounds: [rise], isTimed: true };
}

/** Without those of clients, who open more of them the longer they wait. */
async function descriptorsAtRest(pid: number): Promise<number> {
  await closeConnections();
  await delay(SETTLED);
  return openDescriptors(pid);
}

async function lookFor(scene: Scene, seconds: number): Promise<Look[]> {
  const looks: Look[] = [];
  const startedAt = performance.now();
  for (const end = startedAt + seconds * 1000; performance.now() < end;) {
    const [look] = await Promise.all([lookAt(scene, startedAt), delay(PAUSE)]);
    looks.push(look);
  }
  return looks;
}

async function lookAt({ first, databaseUrl }: Scene, startedAt: number): Promise<Look> {
  const [row] = await ask<Pick<Look, 'connections' | 'stuck'>>(databaseUrl, SESSIONS);
  return {
    minutes: (performance.now() - startedAt) / 60_000,
    memory: (await residentMemory(first.pid)) ?? NaN,
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
