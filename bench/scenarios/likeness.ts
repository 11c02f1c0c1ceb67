import { ask, newWord, type Reply } from '../ask.js';
import type { Call } from '../load.js';
import type { Server } from '../server.js';
import type { QuireName } from '../stage.js';

/** Cursors, which are sealed anew each time. */
const CURSOR = /(?<=cursor=|"nextCursor":")[\w-]+/g;
/** Ids and times, which each write has of its own. */
const OWN = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g;
/** The connection's, not the answer's. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/**
 * Makes sure that a control answers a call as the application does: the same status and headers and, but for cursors,
 * the same bytes; to a write, but for the ids and times of each.
 *
 * @throws Error that says what differs.
 */
export async function requireSame(quire: Server, control: Server, call: Call, status: number): Promise<void> {
  const [expected, actual] = [await answerOf(quire, call), await answerOf(control, call)];
  const aspects: [string, unknown, unknown][] = [
    ['status', status, expected.status],
    ['status of the control', status, actual.status],
    ['headers', namesOf(expected), namesOf(actual)],
    ['body', expected.text, actual.text],
  ];
  for (const [what, wanted, found] of aspects) {
    if (wanted === found) continue;
    throw new Error(`${call.path}: the ${what} differs: ${difference(String(wanted), String(found))}`);
  }
}

/** Makes sure that the application answers from its cache, or never does. @throws Error when it is not so. */
export async function requireCacheState(quire: Server, call: Call, app: QuireName): Promise<void> {
  if (call.method !== undefined || call.headers?.Authorization !== undefined) return;
  const shouldHit = !/uncached$/i.test(app);
  await ask(quire.url, call);
  const status = (await ask(quire.url, call)).headers.get('cache-status') ?? 'none';
  if (status.endsWith('; hit') !== shouldHit) throw new Error(`${call.path}: Cache-Status is ${status}`);
}

async function answerOf(server: Server, call: Call): Promise<Reply> {
  const word = newWord();
  const reply = await ask(server.url, call, word);
  const text = reply.text.replace(CURSOR, 'cursor');
  return { ...reply, text: call.method === undefined ? text : text.replaceAll(word, 'word').replace(OWN, 'own') };
}

function namesOf({ headers }: Reply): string {
  return [...headers.keys()].filter((name) => !HOP_BY_HOP.has(name)).join(' ');
}

/** The two texts from a little before the place where they begin to differ. */
function difference(one: string, other: string): string {
  let place = 0;
  while (place < one.length && one[place] === other[place]) place += 1;
  const from = Math.max(0, place - 40);
  return [one, other].map((text) => `…${text.slice(from, from + 120)}`).join(' and ');
}
