import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { circumstances, machineWith } from '../bench/circumstances.js';
import { lineOf } from './figure.js';
import { readOptions } from './options.js';
import { isMet, record, type Outcome, type Run } from './report.js';
import { Processors } from './stage/processors.js';
import { Stage } from './stage/stage.js';
import type { Target } from './target.js';
import { TARGETS } from './targets/index.js';

/** Milliseconds after which a target is given up, and after which no other is begun. */
const PATIENCE = 10 * 60_000;
const TOTAL = 29 * 60_000;

/**
 * Plays the targets, tells what each figure came to, and ends with 1 when one is missed or void. What a whole run at full
 * length has found is written down.
 */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const options = readOptions(
    process.argv.slice(2),
    TARGETS.map(({ id }) => id),
  );
  const chosen = TARGETS.filter(({ id }) => options.only?.includes(id) ?? true);
  const processors = await Processors.divide();
  const stage = await Stage.open(await mkdtemp(join(tmpdir(), 'quire-faults-')), options.seed, processors);
  process.once('exit', () => {
    stage.abandon();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stage.close().finally(() => process.exit(1)));
  }
  const machine = [machineWith(tmpdir()), ...(processors ? [processors] : [])].join(', ');
  const run: Run = { seed: options.seed, ...circumstances('faults'), machine };
  tell(`Seed ${run.seed}, commit ${run.commit}, ${run.machine}`);
  const outcomes: Outcome[] = [];
  try {
    for (const target of chosen) {
      const left = TOTAL - (performance.now() - startedAt);
      outcomes.push(await play(stage, target, { isQuick: options.isQuick, left }));
    }
  } finally {
    await stage.close();
  }
  if (options.isWhole) await record(outcomes, run);
  const isAllMet = outcomes.every(isMet);
  tell(`\n${isAllMet ? 'Every target is met' : 'Not every target is met'}, after ${minutesSince(startedAt)} minutes`);
  if (isAllMet) await stage.forget();
  else tell(`Ledgers and logs are in ${stage.records}`);
  process.exit(isAllMet ? 0 : 1);
}

interface Conditions {
  isQuick: boolean;
  /** Milliseconds that are left for all. */
  left: number;
}

/** Plays one target and tells what came of it. Its failure is part of the report, and no reason to do without the others. */
async function play(stage: Stage, target: Target, { isQuick, left }: Conditions): Promise<Outcome> {
  const { id, title, full, quick } = target;
  const startedAt = performance.now();
  tell(`\n${id}: ${title}`);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => {
      late.reject(new Error('it was given up, because it took too long'));
    },
    Math.min(PATIENCE, left),
  );
  try {
    const figures = await Promise.race([target.play(stage, isQuick ? quick : full), late.promise]);
    for (const figure of figures) tell(`  ${lineOf(id, figure)}`);
    tell(`  ${minutesSince(startedAt)} minutes`);
    return { target, figures };
  } catch (error) {
    tell(`  missed ${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return { target, figures: [], failure: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    await stage.reset();
  }
}

function minutesSince(startedAt: number): string {
  return ((performance.now() - startedAt) / 60_000).toFixed(1);
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
