import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, never, type Figure } from '../figure.js';
import { send } from '../load/http.js';
import { METRICS_TOKEN } from '../stage/instance.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { noCrashes } from './usual-figures.js';

/** Milliseconds between two probes: 20 a second. */
const PAUSE = 50;

/** Milliseconds within which a probe is answered: a later one may have been asked before the change that it tells. */
const UNDER_WAY = 1000;

/** What a probe was answered, and when it had been asked. */
interface Probe {
  at: number;
  live: number | undefined;
  ready: number | undefined;
}

/** R17: what the probes say while PostgreSQL and Redis go and come back. */
export const HEALTH: Target = {
  id: 'R17',
  title: 'probes, twenty times a second, while the database is killed and comes back',
  full: { rounds: 5, seconds: 5, rate: 20 },
  quick: { rounds: 2, seconds: 3, rate: 20 },
  play,
};

async function play(stage: Stage, { rounds, seconds }: Extent): Promise<Figure[]> {
  const scene = await stage.scene();
  const { url } = scene.first;
  const before = await databaseChecks(url);
  const calm = await probeFor(url, seconds);
  const checks = ((await databaseChecks(url)) - before) / seconds;

  const notLive: number[] = [];
  const noticed: number[] = [];
  const returned: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const probing = new Probing(url);
    await delay(500);
    const downAt = performance.now();
    await Promise.all([stage.postgres.end('kill'), stage.redis.kill()]);
    await delay(seconds * 1000);
    const mendedAt = performance.now();
    await Promise.all([stage.postgres.start(), stage.redis.start()]);
    const upAt = performance.now();
    await delay(seconds * 1000);
    const probes = await probing.stop();
    notLive.push(probes.filter(({ live }) => live !== 200).length);
    noticed.push(secondsUntilSteady(probes, downAt, mendedAt, 503));
    returned.push(secondsUntilSteady(probes, upAt, Infinity, 200));
  }
  await scene.close();
  return [
    {
      what: 'probes of live without a yes',
      aim: never(),
      rounds: notLive,
      control: calm.filter(({ live }) => live !== 200).length,
    },
    { what: 'probes in the control', aim: atLeast(seconds), rounds: [calm.length] },
    { what: 'checks of the database per second', aim: atMost(2), rounds: [checks] },
    { what: 'seconds until not ready', aim: atMost(2), rounds: noticed, isTimed: true },
    { what: 'seconds until ready again', aim: atMost(2), rounds: returned, isTimed: true },
    noCrashes(scene),
  ];
}

/** Asks at an even pace, however long the answers take. */
class Probing {
  private readonly probes: Promise<Probe>[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(url: string) {
    this.timer = setInterval(() => this.probes.push(probe(url)), PAUSE);
  }

  async stop(): Promise<Probe[]> {
    clearInterval(this.timer);
    return Promise.all(this.probes);
  }
}

async function probeFor(url: string, seconds: number): Promise<Probe[]> {
  const probing = new Probing(url);
  await delay(seconds * 1000);
  return probing.stop();
}

async function probe(url: string): Promise<Probe> {
  const at = performance.now();
  const [live, ready] = await Promise.all(
    ['/health/live', '/health/ready'].map(async (path) => {
      const answer = await send(url, { method: 'GET', path }).catch(() => undefined);
      return answer?.status;
    }),
  );
  return { at, live, ready };
}

/** From a moment until the last probe before another moment that was not answered so. */
function secondsUntilSteady(probes: readonly Probe[], from: number, to: number, status: number): number {
  const last = probes.findLast(({ at, ready }) => at >= from && at < to - UNDER_WAY && ready !== status);
  return last ? (last.at - from) / 1000 : 0;
}

/**
 * How often the database was asked for the sake of a probe, as the metrics count statements.
 *
 * @throws Error when they do not, because then nothing would be seen.
 */
async function databaseChecks(url: string): Promise<number> {
  const { body } = await send(url, { method: 'GET', path: '/metrics', token: METRICS_TOKEN });
  const [, count] = /^db_query_duration_seconds_count\{[^}]*statement="health\.ping"[^}]*\} (\d+)/m.exec(body) ?? [];
  if (count === undefined) throw new Error('The metrics do not tell how often the database was asked for a probe');
  return Number(count);
}
