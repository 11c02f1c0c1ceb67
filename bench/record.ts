import { readFile, writeFile } from 'node:fs/promises';
import { ask, newWord } from './ask.js';
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
