import { atLeast, never, type Figure } from '../figure.js';
import { NoAnswer, send, type Answer, type Call } from '../load/http.js';
import { Balancer } from '../stage/balancer.js';
import { ask } from '../stage/postgres.js';
import { signIn, type Scene } from '../stage/scene.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';

/** Of a hundred answers, those that are lost on their way. */
const LOST = 20;

/** R7: parallel refreshes of one token, and refreshes whose answers are lost. `rate` is how many are sent at once. */
export const REFRESH: Target = {
  id: 'R7',
  title: 'a refresh token is used many times at once, and answers are lost',
  full: { rounds: 200, seconds: 0, rate: 50 },
  quick: { rounds: 20, seconds: 0, rate: 50 },
  play,
};

async function play(stage: Stage, { rounds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene({ instances: 2 });
  const random = stage.random('R7');
  const alone = await refreshInTurn(scene.first.url, rounds);
  const before = await countSessions(scene);
  const crowd = await refreshAtOnce(scene, rounds, rate);
  const balancer = await Balancer.open(scene.instances, () => (random.below(100) < LOST ? 'lose the answer' : 'pass'));
  const honest = await refreshInTurn(balancer.url, rounds, await signIn(scene.first.url));
  balancer.close();
  // The crowd and the honest client have opened one each.
  const ended = before + 2 - (await countSessions(scene));
  await scene.close();
  return [
    {
      what: `rounds of ${rate} at once without exactly one successor for all`,
      aim: never(),
      rounds: [crowd.split],
      control: alone.refused,
    },
    { what: 'refreshes at once that were refused', aim: never(), rounds: [crowd.refused], control: alone.refused },
    {
      what: 'refreshes of an honest client with lost answers that were refused',
      aim: never(),
      rounds: [honest.refused],
      control: alone.refused,
    },
    { what: 'answers that were lost', aim: atLeast(1), rounds: [honest.lost] },
    { what: 'sessions that were ended', aim: never(), rounds: [ended] },
  ];
}

function refresh(refreshToken: string): Call {
  return { method: 'POST', path: '/api/v1/auth/refresh', body: { refreshToken } };
}

function successorIn({ body }: Answer): string {
  return (JSON.parse(body) as { data: { refreshToken: string } }).data.refreshToken;
}

/** Refreshes again and again, and repeats what is not answered: what an honest client does. Stops when it is refused. */
async function refreshInTurn(
  url: string,
  rounds: number,
  session?: { refreshToken: string },
): Promise<{ refused: number; lost: number }> {
  let token = (session ?? (await signIn(url))).refreshToken;
  let lost = 0;
  for (let done = 0; done < rounds;) {
    const answer = await sendOnce(url, refresh(token));
    if (answer === undefined) {
      lost += 1;
      continue;
    }
    if (answer.status !== 200) return { refused: 1, lost };
    token = successorIn(answer);
    done += 1;
  }
  return { refused: 0, lost };
}

/** Presents one token on both instances at once, round after round with the successor of the last. */
async function refreshAtOnce(scene: Scene, rounds: number, crowd: number): Promise<{ refused: number; split: number }> {
  const url = scene.inTurn();
  let { refreshToken } = await signIn(scene.first.url);
  let refused = 0;
  let split = 0;
  for (let round = 0; round < rounds; round += 1) {
    const answers = await Promise.all(Array.from({ length: crowd }, () => send(url(), refresh(refreshToken))));
    const good = answers.filter(({ status }) => status === 200);
    refused += answers.length - good.length;
    const successors = new Set(good.map(successorIn));
    if (successors.size !== 1) split += 1;
    const [successor] = successors;
    if (successor === undefined) break;
    refreshToken = successor;
  }
  // The last successor lives, as those before it did.
  if ((await send(url(), refresh(refreshToken))).status !== 200) split += 1;
  return { refused, split };
}

/** Undefined when the answer was lost. */
async function sendOnce(url: string, call: Call): Promise<Answer | undefined> {
  try {
    return await send(url, call);
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}

/** Those that have ended are gone. */
async function countSessions({ databaseUrl }: Scene): Promise<number> {
  const [row] = await ask<{ count: number }>(databaseUrl, 'SELECT count(*)::int AS count FROM sessions');
  return row?.count ?? NaN;
}
