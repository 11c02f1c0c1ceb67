import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { copyIn, copyOut } from './controls/copy.js';
import { costOf, type Cost } from './measure.js';
import { median } from './quantiles.js';
import type { Quire } from './quire.js';

const NEWLINE = '\n'.charCodeAt(0);

export interface BulkResult {
  posts: number;
  import: Cost;
  /** The same lines again, which change nothing. */
  again: Cost;
  importControl: Cost;
  /** Medians of the rounds. */
  export: Cost;
  exportControl: Cost;
  /** The median of each round's ratio. */
  exportRatio: number;
  /** The largest resident memory of the application in MB, after the first import and in the end. */
  importMemoryMb: number;
  peakMemoryMb: number;
}

interface BulkPlan {
  databaseUrl: string;
  postmaster: number;
  /** For what is written in between. */
  folder: string;
  /** The lines of the import. */
  file: string;
  posts: number;
  /** Exports; they take a fraction of what an import takes, which is measured once. */
  rounds: number;
}

/** Imports the data set, sends it again and exports it, with bare COPYs of the same rows as controls. */
export async function measureBulk(quire: Quire, plan: BulkPlan): Promise<BulkResult> {
  const { databaseUrl, postmaster, posts, rounds } = plan;
  const token = await quire.signIn();
  const both = [quire.pid, postmaster];
  const first = await costOf(both, () => sendAll(quire, token, plan));
  const importMemoryMb = await quire.peakMemory();
  const again = await costOf(both, () => sendAll(quire, token, plan));
  const importControl = await copyIn(plan);
  const exported: Cost[] = [];
  const copied: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { cost, result } = await costOf(both, () => exportAll(quire, token));
    if (result !== posts) throw new Error(`${result} posts came out, ${posts} went in`);
    exported.push(cost);
    copied.push((await costOf([postmaster], () => copyOut(databaseUrl))).cost);
  }
  return {
    posts,
    import: first.cost,
    again: again.cost,
    importControl,
    export: medianCost(exported),
    exportControl: medianCost(copied),
    exportRatio: median(exported.map(({ seconds }, round) => (copied[round]?.seconds ?? NaN) / seconds)),
    importMemoryMb,
    peakMemoryMb: await quire.peakMemory(),
  };
}

/** Imports a file of posts. @throws Error unless all of them were accepted. */
export async function sendAll(
  { url }: Quire,
  token: string,
  { file, posts }: { file: string; posts: number },
): Promise<void> {
  // Not by fetch, which waits five minutes for an answer at most: a million posts take longer.
  const sending = request(`${url}/api/v1/posts/import`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', Authorization: `Bearer ${token}` },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  const [[reply]] = await Promise.all([answered, pipeline(createReadStream(file), sending)]);
  const body = await text(reply);
  const { data } = JSON.parse(body) as { data?: { accepted: number; refused: number } };
  if (data?.accepted !== posts || data.refused !== 0)
    throw new Error(`The import was not whole: ${body.slice(0, 500)}`);
}

async function exportAll({ url }: Quire, token: string): Promise<number> {
  const reply = await fetch(`${url}/api/v1/posts/export`, { headers: { Authorization: `Bearer ${token}` } });
  if (!reply.ok || !reply.body) throw new Error(`The export was refused: ${reply.status}`);
  let count = 0;
  for await (const chunk of reply.body as AsyncIterable<Uint8Array>) {
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, end + 1)) count += 1;
  }
  return count;
}

function medianCost(costs: readonly Cost[]): Cost {
  const cpu = costs.map(({ cpuSeconds }) => cpuSeconds).filter((seconds) => seconds !== undefined);
  return {
    seconds: median(costs.map(({ seconds }) => seconds)),
    cpuSeconds: cpu.length === 0 ? undefined : median(cpu),
  };
}
