import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, type Figure } from '../figure.js';
import { OpenLoop, type LoadProps } from '../load/open-loop.js';
import type { Samples } from '../load/samples.js';
import type { Writer } from '../load/writer.js';
import { ask } from '../stage/postgres.js';
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

async function play(stage: Stage, { rounds, seconds, rate }: Extent): Promise<Figure[]> {
  // Answers from the cache need no connection.
  const scene = await stage.scene({ variables: { CACHE_ENABLED: 'false' } });
  const random = stage.random('R2b');
  const loadOf = (writer: Writer): LoadProps => scene.mixedLoad(writer, { rate, random });

  const calm = scene.writer('calm');
  const control = await OpenLoop.run(loadOf(calm), seconds);
  const calmDifferences = await scene.differences(calm);

  const loads: Samples[] = [];
  const differences: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const writer = scene.writer('cut');
    const load = OpenLoop.start(loadOf(writer));
    for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
      await Promise.all([ask(scene.databaseUrl, CUT_ALL), delay(PAUSE)]);
    }
    loads.push(await load.stop());
    differences.push(await scene.differences(writer));
  }
  await scene.close();
  return [
    {
      what: 'reads that succeed, %',
      aim: atLeast(95),
      rounds: loads.map(successOfReads),
      control: successOfReads(control),
    },
    failures(
      'answers other than success and 503 with Retry-After',
      loads.map(({ broken }) => broken),
      control.broken,
    ),
    writesKept(differences, calmDifferences),
    noCrashes(scene),
  ];
}

function successOfReads(samples: Samples): number {
  const reads = samples.of('read');
  return (100 * reads.good.count) / reads.count;
}
