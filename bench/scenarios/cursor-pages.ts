import { ask } from '../ask.js';
import type { Call } from '../load.js';
import { atMost, type Aim } from '../results.js';
import { failureOf, loaded, playRounds, ratioOf, warmUp, type Measured } from '../rounds.js';
import type { Scenario } from './scenario.js';

const CONNECTIONS = 10;
const PAGE = 20;
/** How many cursors have been followed. 499 is there at every size of the data set, for the table of growth. */
const DEPTHS = [1, 499, 1_000, 4_999];
const FACTOR = 1.1;

/** Pages of the newest posts, at the depths that the data set has. */
export const cursorPages: Scenario = {
  name: 'cursor',
  servers: ['uncached'],
  play: async (stage) => {
    const quire = await stage.server('uncached');
    const depths = DEPTHS.filter((depth) => depth < stage.options.posts / PAGE);
    const pages = await walk(quire.url, depths);
    const job = { connections: CONNECTIONS, status: 200 };
    const listed = pages.map(({ depth, call }) => loaded(stage, `depth ${depth}`, quire, { ...job, calls: [call] }));
    // The same server serves all of them, by the same code.
    await warmUp(listed.slice(0, 1), stage.options.warmUp);
    const sides = await playRounds(listed, stage.options);
    const row = {
      scenario: 'cursor',
      title: `cursor page at depth ${depths.join(' / ')}`,
      connections: CONNECTIONS,
      sides,
      aims: aimsOf(sides),
      failure: failureOf(sides),
    };
    return { rows: [row] };
  },
};

/** Follows the cursors, keeping those of the depths. @throws Error when the list ends before. */
async function walk(url: string, depths: number[]): Promise<{ depth: number; call: Call }[]> {
  const pages: { depth: number; call: Call }[] = [];
  let path = '/api/v1/posts';
  for (let depth = 1; depth <= Math.max(...depths); depth += 1) {
    const { text } = await ask(url, { path });
    const { nextCursor } = (JSON.parse(text) as { meta: { nextCursor: string | null } }).meta;
    if (nextCursor === null) throw new Error(`The list ends at depth ${depth - 1}`);
    path = `/api/v1/posts?cursor=${nextCursor}`;
    if (depths.includes(depth)) pages.push({ depth, call: { path } });
  }
  return pages;
}

/** What a page costs, in terms of the first: the first's requests per second over its own. */
function aimsOf([first, ...deeper]: Measured[]): Aim[] {
  return deeper.map((page) => atMost(FACTOR, first ? ratioOf(first, page) : NaN, `× at ${page.side}`));
}
