import { join } from 'node:path';
import { circumstances, machineWith } from './circumstances.js';
import type { Call } from './load.js';
import { loadDatabase } from './database.js';
import { readOptions } from './options.js';
import { record } from './record.js';
import { findRedis } from './redis.js';
import { keep, writePage } from './report/keep.js';
import { summary } from './report/summary.js';
import { tables } from './report/tables.js';
import type { Findings, Results } from './results.js';
import { SCENARIOS, type Scenario } from './scenarios/index.js';
import { Stage } from './stage.js';
import type { Fixtures } from './fixtures.js';

/** Beside the scenarios, what can be asked for by `--only`. */
const BULK = 'bulk';

/** Measures the build, tells what came of it, and writes down what a whole run has found. Ends with 1 when a row is void. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const options = readOptions(process.argv.slice(2), [BULK, ...SCENARIOS.map(({ name }) => name)]);
  if (options.isReport) {
    await writePage();
    return;
  }
  const beginning = circumstances();
  const chosen = SCENARIOS.filter(({ name }) => options.only?.includes(name) ?? true);
  // eslint-disable-next-line no-restricted-properties -- what the benchmark borrows is named as it is for the product
  const redis = await findRedis(process.env.REDIS_URL);
  const database = await loadDatabase(options);
  const results: Results = {
    ...beginning,
    machine: machineWith(database.cluster),
    posts: options.posts,
    took: 0,
    rows: [],
    facts: [],
    missing: [],
  };
  // A signal would end this process without a word to PostgreSQL, which would live on; all others end with it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void database.stop().finally(() => process.exit(1)));
  }
  try {
    results.bulk = database.bulk;
    if (options.isWhole && !database.bulk) leaveOut(results, BULK, 'the posts were there from an earlier run');
    const tape = join(database.folder, 'tape.json');
    const { url: databaseUrl, fixtures, postmaster } = database;
    await record(databaseUrl, callsOf(chosen, fixtures), tape);
    const stage = new Stage({ options, fixtures, databaseUrl, postmaster, redisUrl: redis?.url, tape });
    try {
      for (const scenario of chosen) await play(stage, scenario, results);
    } finally {
      await stage.close().catch((error: unknown) => {
        fail(results, 'the end', error);
      });
    }
  } finally {
    await database.stop();
    await redis?.stop();
  }
  results.took = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(`\n${tables(results)}\n`);
  if (options.isWhole) {
    await keep(results);
    await writePage();
  }
  if (isVoid(results)) process.exitCode = 1;
}

/** What the controls of some scenarios must be able to answer, each call once. */
function callsOf(scenarios: readonly Scenario[], fixtures: Fixtures): Call[] {
  const calls = scenarios.flatMap((scenario) => scenario.calls?.(fixtures) ?? []);
  return [...new Map(calls.map((call) => [`${call.method ?? 'GET'} ${call.path}`, call])).values()];
}

/** Plays one scenario. Its failure is part of the results, and no reason to do without the others. */
async function play(stage: Stage, { name, servers, play }: Scenario, results: Results): Promise<void> {
  if (stage.lacks(servers)) {
    leaveOut(results, name, 'no redis-server');
    return;
  }
  let findings: Findings;
  try {
    await stage.prepare(servers);
    findings = await play(stage);
  } catch (error) {
    fail(results, name, error);
    return;
  }
  const { rows = [], facts = [], search } = findings;
  results.rows.push(...rows);
  results.facts.push(...facts);
  results.search ??= search;
  process.stdout.write([...rows, ...facts].map((finding) => `${summary(finding)}\n`).join(''));
}

function leaveOut({ missing }: Results, scenario: string, reason: string): void {
  missing.push({ scenario, reason, isFailure: false });
  process.stdout.write(`${scenario}: left out, ${reason}\n`);
}

function fail({ missing }: Results, scenario: string, error: unknown): void {
  missing.push({ scenario, reason: String(error), isFailure: true });
  process.stdout.write(`${scenario}: ${String(error)}\n`);
}

function isVoid({ rows, missing }: Results): boolean {
  return rows.some(({ failure }) => failure !== undefined) || missing.some(({ isFailure }) => isFailure);
}

await main();
