import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineOf, verdictOf } from './figure.js';
import { readOptions } from './options.js';
import { Stage } from './stage/stage.js';
import type { Target } from './target.js';
import { TARGETS } from './targets/index.js';

/** Milliseconds after which a target is given up, and after which no other is begun. */
const PATIENCE = 8 * 60_000;
const TOTAL = 29 * 60_000;

/** Plays the targets, tells what each figure came to, and ends with 1 when one is missed or void. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const options = readOptions(
    process.argv.slice(2),
    TARGETS.map(({ id }) => id),
  );
  const chosen = TARGETS.filter(({ id }) => options.only?.includes(id) ?? true);
  const stage = await Stage.open(await mkdtemp(join(tmpdir(), 'quire-faults-')), options.seed);
  process.once('exit', () => {
    stage.abandon();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stage.close().finally(() => process.exit(1)));
  }
  tell(`Seed ${options.seed}, commit ${commit()}`);
  let isMet = true;
  try {
    for (const target of chosen) {
      const left = TOTAL - (performance.now() - startedAt);
      isMet = (await isTargetMet(stage, target, { isQuick: options.isQuick, left })) && isMet;
    }
  } finally {
    await stage.close();
  }
  tell(`\n${isMet ? 'Every target is met' : 'Not every target is met'}, after ${minutesSince(startedAt)} minutes`);
  if (isMet) await stage.forget();
  else tell(`Ledgers and logs are in ${stage.records}`);
  process.exit(isMet ? 0 : 1);
}

interface Conditions {
  isQuick: boolean;
  /** Milliseconds that are left for all. */
  left: number;
}

/** Plays one target and tells what came of it; whether all of it was met. */
async function isTargetMet(stage: Stage, target: Target, { isQuick, left }: Conditions): Promise<boolean> {
  const { id, title, play, full, quick } = target;
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
    const figures = await Promise.race([play(stage, isQuick ? quick : full), late.promise]);
    for (const figure of figures) tell(`  ${lineOf(id, figure)}`);
    tell(`  ${minutesSince(startedAt)} minutes`);
    return figures.every((figure) => verdictOf(figure) === 'met');
  } catch (error) {
    tell(`  missed ${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return false;
  } finally {
    clearTimeout(timer);
    await stage.reset();
  }
}

function commit(): string {
  return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
}

function minutesSince(startedAt: number): string {
  return ((performance.now() - startedAt) / 60_000).toFixed(1);
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
