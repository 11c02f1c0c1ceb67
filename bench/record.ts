import { readFile, writeFile } from 'node:fs/promises';
import type { Call } from './load.js';
import { startQuire } from './quire.js';
import { constantHeaders, readStatement, type Recorded, type Tape } from './tape.js';

/**
 * Has the application answer each call twice, without and with the response cache, and writes down what it answered
 * and which statements that took. What it refuses is left out, and fails the scenario that asks for it.
 */
export async function record(databaseUrl: string, calls: Call[], tapeFile: string): Promise<void> {
  const statementsFile = `${tapeFile}.statements`;
  await writeFile(statementsFile, '');
  const preload = new URL('recorder.js', import.meta.url);
  preload.searchParams.set('to', statementsFile);
  const sample = newWord();
  const answers = await recordUncached(databaseUrl, preload, calls, { statementsFile, sample });
  const quire = await startQuire(databaseUrl);
  try {
    for (const entry of answers) {
      if (entry.method !== 'GET' || entry.authorization !== undefined) continue;
      await ask(quire.url, { path: entry.path });
      const { headers } = await ask(quire.url, { path: entry.path });
      entry.cachedHeaders = constantHeaders(headers);
    }
  } finally {
    await quire.stop();
  }
  await writeFile(tapeFile, JSON.stringify({ sample, answers } satisfies Tape));
}

async function recordUncached(
  url: string,
  preload: URL,
  calls: Call[],
  { statementsFile, sample }: { statementsFile: string; sample: string },
): Promise<Recorded[]> {
  const quire = await startQuire(url, { CACHE_ENABLED: 'false' }, preload);
  try {
    const recorded: Recorded[] = [];
    for (const call of calls) {
      const before = (await linesOf(statementsFile)).length;
      const reply = await ask(quire.url, call, sample).catch((error: unknown) => {
        process.stdout.write(`not recorded: ${String(error)}\n`);
      });
      if (!reply) continue;
      const lines = await linesOf(statementsFile);
      recorded.push({
        method: call.method ?? 'GET',
        path: call.path,
        authorization: call.headers?.Authorization,
        status: reply.status,
        headers: constantHeaders(reply.headers),
        etag: reply.headers.get('etag') ?? undefined,
        body: reply.text,
        statements: lines.slice(before).map(readStatement),
      });
    }
    return recorded;
  } finally {
    await quire.stop();
  }
}

async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}

/** A word that nobody has sent before. */
export function newWord(): string {
  return `w${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

/** Asks once, as the load generator does. @throws Error when the answer is no success. */
export async function ask(url: string, call: Call, word = newWord()): Promise<Reply> {
  const filled = JSON.parse(JSON.stringify(call).replaceAll('{n}', word)) as Call;
  const { method = 'GET', path, headers = {}, body } = filled;
  // Like the load generator, and unlike fetch by itself, it asks for no compression.
  const reply = await fetch(url + path, { method, headers: { 'Accept-Encoding': 'identity', ...headers }, body });
  const text = await reply.text();
  if (reply.status >= 400)
    throw new Error(`${method} ${path} was answered with ${reply.status}: ${text.slice(0, 300)}`);
  return { status: reply.status, headers: reply.headers, text };
}
