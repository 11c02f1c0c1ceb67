import autocannon from 'autocannon';
import { createInterface } from 'node:readline';
import type { Call, Job, Shot } from './load.js';
import { latenciesOf } from './quantiles.js';
import { Random } from './random.js';

type Answered = NonNullable<Exclude<autocannon.Request['onResponse'], string>>;

/** Milliseconds between looks at the clock: a run ends at the first one after its time. */
const SAMPLES = 50;

const run = Date.now().toString(36);
let number = 0;
let shots = 0;

/** A job per line of standard input, a shot per line of standard output. */
async function main(): Promise<void> {
  for await (const line of createInterface(process.stdin)) {
    const shot = await shoot(JSON.parse(line) as Job);
    process.stdout.write(`${JSON.stringify(shot)}\n`);
  }
}

async function shoot(job: Job): Promise<Shot> {
  const { url, connections, seconds: duration, status } = job;
  const times: number[] = [];
  const statuses = new Map<number, number>();
  const hits = { reads: 0, hits: 0 };
  const startedAt = performance.now();
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const requests = requestsOf(job, hits);
    const options = { url, connections, duration, sampleInt: SAMPLES, requests, setupClient: startApart(requests) };
    const instance = autocannon(options, (error: unknown, result) => {
      if (error instanceof Error) reject(error);
      else resolve(result);
    });
    instance.on('response', (_client, code, _bytes, milliseconds) => {
      times.push(milliseconds);
      statuses.set(code, (statuses.get(code) ?? 0) + 1);
    });
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const unexpected = times.length - (statuses.get(status) ?? 0);
  return {
    requests: times.length,
    seconds,
    ...latenciesOf(times),
    errors: errors + unexpected,
    failure: failureOf(job, statuses, errors),
    ...(job.writes && { hits: hits.hits / hits.reads }),
  };
}

/** Each connection begins with another request, so that they don't all ask for the same at the same time. */
function startApart(requests: autocannon.Request[]): (client: autocannon.Client) => void {
  let start = 0;
  return (client) => {
    client.setRequests([...requests.slice(start), ...requests.slice(0, start)]);
    start = (start + 1) % requests.length;
  };
}

function failureOf({ status }: Job, statuses: Map<number, number>, errors: number): string | undefined {
  const others = [...statuses].filter(([code]) => code !== status);
  if (others.length > 0) return others.map(([code, count]) => `${count} answers with ${code}`).join(', ');
  if (errors > 0) return `${errors} broken connections or time-outs`;
  return statuses.size === 0 ? 'no answer' : undefined;
}

function requestsOf({ calls, writes }: Job, hits: { reads: number; hits: number }): autocannon.Request[] {
  if (!writes) {
    return calls.map((call) =>
      isUnique(call) ? { setupRequest: (request) => ({ ...request, ...unique(call) }) } : call,
    );
  }
  const random = new Random((shots += 1));
  const next = (): Call => {
    const from = random.next() < writes.share ? writes.calls : calls;
    return unique(from[random.zipf(from.length)] ?? { path: '/' });
  };
  const onResponse: Answered = (_status, _body, _context, headers) => {
    const status = headers?.['cache-status'];
    // Only reads of what may be cached have it.
    if (status === undefined) return;
    hits.reads += 1;
    if (String(status).endsWith('; hit')) hits.hits += 1;
  };
  return [{ setupRequest: (request) => ({ ...request, ...next() }), onResponse }];
}

function isUnique({ path, headers, body }: Call): boolean {
  return JSON.stringify([path, headers, body]).includes('{n}');
}

function unique({ method = 'GET', path, headers = {}, body }: Call): Call {
  const word = `${run}x${(number += 1)}`;
  const fill = (text: string): string => text.replaceAll('{n}', word);
  const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
  return { method, path: fill(path), headers: filled, body: body === undefined ? undefined : fill(body) };
}

await main();
