import { setTimeout as delay } from 'node:timers/promises';
import { residentMemory } from '../../bench/processes.js';
import { PasswordHasher } from '../../src/platform/security/passwords/index.js';
import { atLeast, atMost, never, type Figure } from '../figure.js';
import { goodPerSecond } from '../load/closed-loop.js';
import type { Answer } from '../load/http.js';
import { OpenLoop } from '../load/open-loop.js';
import type { Samples } from '../load/samples.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { failures, noCrashes } from './usual-figures.js';

/** Sign-ins at once. */
const FLOOD = 100;

/** Nobody's, so that the hash is all that a sign-in costs. */
const LOGIN = {
  method: 'POST',
  path: '/api/v1/auth/login',
  body: { email: 'nobody@example.com', password: 'Wrong-1-and-again' },
};

/** R10: more sign-ins than passwords can be hashed. */
export const LOGIN_FLOOD: Target = {
  id: 'R10',
  title: `${FLOOD} sign-ins at a time, without rate limits`,
  full: { rounds: 3, seconds: 15, rate: 50 },
  quick: { rounds: 1, seconds: 5, rate: 50 },
  play,
};

async function play(stage: Stage, { rounds, seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene();
  const random = stage.random('R10');
  const { url, pid } = scene.first;
  const others = { rate, random, url: () => url, kinds: scene.reads(random, 1) };
  const control = await OpenLoop.runWarm(others, seconds);
  const bare = await bareRate(Math.min(3, seconds));

  const loads: Samples[] = [];
  const growths: number[] = [];
  const rates: number[] = [];
  const strange: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = (await residentMemory(pid)) ?? NaN;
    const answers = new Map<number, number>();
    const count = ({ status }: Answer): boolean => {
      answers.set(status, (answers.get(status) ?? 0) + 1);
      return status === 401;
    };
    const [samples, hashes, peak] = await Promise.all([
      OpenLoop.run(others, seconds),
      goodPerSecond(FLOOD, seconds, () => ({ url, call: LOGIN }), count),
      highestMemory(pid, seconds),
    ]);
    loads.push(samples);
    rates.push(hashes);
    growths.push(peak - before);
    strange.push([...answers].filter(([status]) => status !== 401 && status !== 503).length);
  }
  await scene.close();
  return [
    failures(
      'other calls that fail',
      loads.map(({ failed }) => failed),
      control.failed,
    ),
    { what: 'kinds of answers to sign-ins other than 401 and 503', aim: never(), rounds: strange },
    {
      what: `passwords checked per second (bare hashing beside an idle instance: ${bare.toFixed(0)})`,
      aim: atLeast(1),
      rounds: rates,
    },
    {
      what: 'p99 of other calls, ms',
      aim: atMost(250),
      rounds: loads.map(({ p99 }) => p99),
      control: control.p99,
      isTimed: true,
    },
    { what: 'growth of its memory, MB', aim: atMost(300), rounds: growths, isTimed: true },
    noCrashes(scene),
  ];
}

/** Hashes per second of the product's own parameters, one after the other. */
async function bareRate(seconds: number): Promise<number> {
  const hasher = new PasswordHasher();
  const startedAt = performance.now();
  let hashes = 0;
  for (; performance.now() < startedAt + seconds * 1000; hashes += 1) await hasher.hash(LOGIN.body.password);
  return (hashes * 1000) / (performance.now() - startedAt);
}

async function highestMemory(pid: number, seconds: number): Promise<number> {
  let highest = 0;
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    highest = Math.max(highest, (await residentMemory(pid)) ?? NaN);
    await delay(200);
  }
  return highest;
}
