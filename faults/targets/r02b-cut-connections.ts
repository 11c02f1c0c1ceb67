import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, type Figure } from '../figure.js';
import type { Samples } from '../load/samples.js';
import { ask } from '../stage/postgres.js';
import { playRounds } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { failures, noCrashes, writesKept } from './usual-figures.js';

/** Milliseconds between two cuts. */
const PAUSE = 200;

const CUT_ALL = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

/** R2b: the connections to PostgreSQL are cut again and again. */
export const CUT_CONNECTIONS: Target = {
  id: 'R2b',
  title: 'connections to PostgreSQL are cut, five times a second',
  full: { rounds: 5, seconds: 10, rate: 100 },
  quick: { rounds: 1, seconds: 5, rate: 50 },
  play,
};

async function play(stage: Stage, extent: Extent): Promise<Figure[]> {
  // Answers from the cache need no connection.
  const scene = await stage.scene({ variables: { CACHE_ENABLED: 'false' } });
  const random = stage.random('R2b');
  const { control, rounds } = await playRounds(scene, {
    ...extent,
    loadOf: (writer) => scene.mixedLoad(writer, { rate: extent.rate, random }),
    fault: () => cutAgainAndAgain(scene.databaseUrl, extent.seconds),
  });
  await scene.close();
  return [
    {
      what: 'reads that succeed, %',
      aim: atLeast(95),
      rounds: rounds.map(({ samples }) => successOfReads(samples)),
      control: successOfReads(control.samples),
      isTimed: true,
    },
    failures(
      'answers other than success and 503 with Retry-After',
      rounds.map(({ samples }) => samples.broken),
      control.samples.broken,
    ),
    { what: 'connections that were cut', aim: atLeast(1), rounds: rounds.map(({ found }) => found) },
    writesKept(rounds, control),
    noCrashes(scene),
  ];
}

/** Gives how many connections were cut. */
async function cutAgainAndAgain(databaseUrl: string, seconds: number): Promise<number> {
  let cut = 0;
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    const [connections] = await Promise.all([ask(databaseUrl, CUT_ALL), delay(PAUSE)]);
    cut += connections.length;
  }
  return cut;
}

function successOfReads(samples: Samples): number {
  const reads = samples.of('read');
  return (100 * reads.good.count) / reads.count;
}
