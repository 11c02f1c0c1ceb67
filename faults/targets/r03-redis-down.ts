import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, type Figure } from '../figure.js';
import { fetchData, send } from '../load/http.js';
import type { Redis } from '../stage/redis.js';
import { playRounds } from '../stage/rounds.js';
import type { Scene } from '../stage/scene.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { failures, noCrashes, writesKept } from './usual-figures.js';

const INSTANCES = 2;

/** Comments of one user and minute, as the contract limits them. */
const LIMIT = 10;

/** Milliseconds after which both instances have noticed, and after which one has to be back. */
const NOTICED = 1000;
const PATIENCE = 30_000;

/** Limits are on, and too high for the load itself. */
const VARIABLES = { THROTTLE_ENABLED: 'true', THROTTLE_LIMIT: '1000000', TRUST_PROXY: '127.0.0.1' };

/** How Redis goes away, and how it comes back. */
const FAULTS: [strike: (redis: Redis) => unknown, mend: (redis: Redis) => unknown][] = [
  [(redis) => redis.kill(), (redis) => redis.start()],
  [
    (redis) => {
      redis.freeze();
    },
    (redis) => {
      redis.thaw();
    },
  ],
];

/** R3: Redis is killed, then frozen (SIGSTOP). */
export const REDIS_DOWN: Target = {
  id: 'R3',
  title: 'Redis is down (killed, frozen)',
  full: { rounds: 2, seconds: 30, rate: 200 },
  quick: { rounds: 2, seconds: 6, rate: 50 },
  play,
};

async function play(stage: Stage, { rounds: times, seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene({ instances: INSTANCES, variables: VARIABLES });
  const random = stage.random('R3');
  const url = scene.inTurn();
  const calmComments = await acceptedComments(scene, 'calm');
  const { control, rounds } = await playRounds(scene, {
    rounds: times,
    seconds: Math.min(seconds, 15),
    loadOf: (writer) => scene.mixedLoad(writer, { rate, random, url }),
    fault: async (round) => {
      const [strike, mend] = FAULTS[round % FAULTS.length] ?? [() => undefined, () => undefined];
      const token = await commentator(scene, `round${round}`);
      await strike(stage.redis);
      await delay(NOTICED);
      const comments = await acceptedBy(scene, token);
      await delay(seconds * 1000 - NOTICED);
      await mend(stage.redis);
      return { comments, secondsUntilBack: await secondsUntilBack(scene) };
    },
  });
  await scene.close();
  const comments = rounds.map(({ found }) => found.comments);
  return [
    failures(
      'calls that fail',
      rounds.map(({ samples }) => samples.failed),
      control.samples.failed,
    ),
    {
      what: `comments of one user in a minute, limit ${LIMIT}, ${INSTANCES} instances`,
      aim: atMost(LIMIT * INSTANCES),
      rounds: comments,
      control: calmComments,
    },
    { what: 'the same, so that the limit was reached', aim: atLeast(LIMIT), rounds: comments, control: calmComments },
    writesKept(rounds, control),
    noCrashes(scene),
    {
      what: 'p99, ms, against twice that of the control',
      aim: atMost(2 * control.samples.p99),
      rounds: rounds.map(({ samples }) => samples.p99),
      control: control.samples.p99,
      isTimed: true,
    },
    {
      what: 'seconds until all instances use it again',
      aim: atMost(3),
      rounds: rounds.map(({ found }) => found.secondsUntilBack),
      isTimed: true,
    },
  ];
}

async function acceptedComments(scene: Scene, name: string): Promise<number> {
  return acceptedBy(scene, await commentator(scene, name));
}

/** The access token of a new user. */
async function commentator({ first, token }: Scene, name: string): Promise<string> {
  const account = { email: `${name}@example.com`, password: 'Only-10-a-minute!' };
  const body = { ...account, username: name, name };
  await fetchData(first.url, { method: 'POST', path: '/api/v1/users', token, body });
  const login = { method: 'POST', path: '/api/v1/auth/login', body: account };
  return (await fetchData<{ accessToken: string }>(first.url, login)).accessToken;
}

/** How many of far too many comments are accepted, all instances together. */
async function acceptedBy(scene: Scene, token: string): Promise<number> {
  const url = scene.inTurn();
  const path = `/api/v1/posts/${scene.posts[0] ?? ''}/comments`;
  const call = { method: 'POST', path, token, body: { content: 'One more' } };
  let accepted = 0;
  for (let tries = 0; tries < 3 * LIMIT * INSTANCES; tries += 1) {
    if ((await send(url(), call)).status === 201) accepted += 1;
  }
  return accepted;
}

/** Until no instance reports its cache as bypassed. */
async function secondsUntilBack({ instances }: Scene): Promise<number> {
  const startedAt = performance.now();
  for (const { url } of instances) {
    while (performance.now() - startedAt < PATIENCE) {
      const { body } = await send(url, { method: 'GET', path: '/health/ready' });
      if ((JSON.parse(body) as { status: string }).status === 'ok') break;
      await delay(50);
    }
  }
  return (performance.now() - startedAt) / 1000;
}
