import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { discardEmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/index.js';
import { startRedisServer } from '../support/redis-server.js';
import { Exploration } from './exploration.js';
import { instanceDies, nothing, redisCrashes, redisFreezes, type Deployment, type Fault } from './faults.js';
import { Instance } from './instance.js';
import { judge, report } from './judge.js';
import type { Logbook } from './logbook.js';

const FAULTS: [name: string, fault: Fault][] = [
  ['nothing breaks', nothing],
  ['Redis crashes', redisCrashes],
  ['Redis freezes', redisFreezes],
  ['an instance is killed', instanceDies],
];
const OPERATIONS = 1_000;

/**
 * Lets clients read and write on two instances of the build, round after round with another fault, on a PostgreSQL and a
 * Redis of its own. Ends at the first incoherent reading, with its story and the exit code 1.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Date.now() % 1e6) },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'quire-coherence-'));
  const data = join(folder, 'data');
  const postgres = await startEmbeddedPostgres({ folder: data });
  const redis = await startRedisServer(folder);
  const variables = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  const instances = ['one', 'two'].map((name) => new Instance(name, folder, variables));
  try {
    await explore({ instances, redis }, Number(values.seed), Number(values.seconds));
  } finally {
    await Promise.all(instances.map((instance) => instance.kill()));
    await redis.stop();
    await postgres.stop();
    await discardEmbeddedPostgres(data);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Begins rounds until the seconds are over. */
async function explore(deployment: Deployment, seed: number, seconds: number): Promise<void> {
  const { instances } = deployment;
  const end = performance.now() + seconds * 1_000;
  for (let round = 0; performance.now() < end && process.exitCode !== 1; round += 1) {
    for (const instance of instances) await instance.start();
    const exploration = await Exploration.on(instances, seed + round);
    const [name, fault] = FAULTS[round % FAULTS.length] ?? ['nothing breaks', nothing];
    await fault(exploration, OPERATIONS, deployment);
    await exploration.finish();
    tell(`Round ${round + 1}, seed ${seed + round}, ${name}`, exploration.logbook);
  }
}

function tell(round: string, { history, failures, tally, unchanged }: Logbook): void {
  const violations = judge(history);
  const { readings, writes, additions, unanswered } = history;
  const sum = (outcome: 'hit' | 'miss' | 'bypass'): number =>
    Object.values(tally).reduce((total, counts) => total + counts[outcome], 0);
  const written = `${writes.length + additions.length} writes acknowledged, ${unanswered.length} without an answer`;
  const read = `${sum('hit')} hits, ${sum('miss')} misses, ${sum('bypass')} bypassed, ${unchanged} unchanged`;
  process.stdout.write(
    `${round}: ${readings.length} readings (${read}), ${written}, ${failures.length} failed calls\n`,
  );
  if (violations.length === 0) return;
  process.stdout.write(`${report(violations)}\n`);
  process.exitCode = 1;
}

await main();
