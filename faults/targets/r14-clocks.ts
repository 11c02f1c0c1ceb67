import { never, type Figure } from '../figure.js';
import { send, type Answer, type Call } from '../load/http.js';
import { falseClock } from '../stage/false-clock.js';
import type { Instance } from '../stage/instance.js';
import { signIn, type Scene } from '../stage/scene.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';

/** Seconds by which a clock may be wrong without harm, and by which only refusals are allowed. */
const HARMLESS = 45;
const TOO_MUCH = 600;

/** R14: instances whose clocks differ. */
export const CLOCKS: Target = {
  id: 'R14',
  title: 'the clocks of two instances differ',
  full: { rounds: 5, seconds: 0, rate: 0 },
  quick: { rounds: 2, seconds: 0, rate: 0 },
  play,
};

async function play(stage: Stage, { rounds }: Extent): Promise<Figure[]> {
  // Tokens that end sooner than the wrong clock thinks it is.
  const scene = await stage.scene({ variables: { JWT_ACCESS_TTL: '300' } });
  const control = await journeys(scene, scene.first, rounds);
  const slight: number[] = [];
  for (const seconds of [HARMLESS, -HARMLESS]) {
    const answers = await withClock(stage, scene, seconds, rounds);
    slight.push(answers.filter(({ status }) => status >= 400).length);
  }
  const wrong = await withClock(stage, scene, TOO_MUCH, rounds);
  await scene.close();
  const failed = control.filter(({ status }) => status >= 400).length;
  return [
    { what: `calls refused, clocks ${HARMLESS} s apart`, aim: never(), rounds: slight, control: failed },
    {
      what: `answers other than success and 401, clocks ${TOO_MUCH / 60} min apart`,
      aim: never(),
      rounds: [wrong.filter(({ status }) => status >= 400 && status !== 401).length],
      control: failed,
    },
    {
      what: `clocks ${TOO_MUCH / 60} min apart that nobody noticed`,
      aim: never(),
      rounds: [wrong.some(({ status }) => status === 401) ? 0 : 1],
    },
  ];
}

async function withClock(stage: Stage, scene: Scene, seconds: number, rounds: number): Promise<Answer[]> {
  const variables = { JWT_ACCESS_TTL: '300', ...falseClock(seconds) };
  const other = await stage.instance(scene.databaseUrl, variables);
  await other.start();
  const answers = await journeys(scene, other, rounds);
  await other.end('SIGTERM');
  return answers;
}

/** Signs in on one instance and does what needs the session on the other, in both directions. */
async function journeys({ first }: Scene, other: Instance, rounds: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [here, there] of [
      [first.url, other.url],
      [other.url, first.url],
    ] as const) {
      const { accessToken: token, refreshToken } = await signIn(here);
      const body = { title: `Round ${round}`, content: 'Whatever the time is' };
      const calls: Call[] = [
        { method: 'GET', path: '/api/v1/users/me', token },
        { method: 'POST', path: '/api/v1/posts', token, key: token.slice(-40), body },
        { method: 'GET', path: '/api/v1/auth/sessions', token },
        { method: 'POST', path: '/api/v1/auth/refresh', body: { refreshToken } },
      ];
      for (const call of calls) answers.push(await send(there, call));
    }
  }
  return answers;
}
