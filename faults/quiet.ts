import { readFile } from 'node:fs/promises';
import { isMet, type Outcome } from './report.js';
import { verdictOf } from './figure.js';

/** The share of processor time that the machine's host may keep: on a quiet one it keeps a tenth of that at most. */
const NOISY = 0.005;

/** How often a target is played at most. */
const ATTEMPTS = 3;

/** The processor time of all cores since the machine began, in clock ticks. */
export interface ProcessorTime {
  all: number;
  /** What its host gave to others. */
  stolen: number;
}

/**
 * Plays a target again when times are all that it misses and the machine's host kept more than half a percent of the
 * processor time meanwhile. A write that is lost is lost, however noisy it was.
 *
 * @param tell hears why.
 * @returns the last outcome, which names the share that was kept from each attempt before it.
 */
export async function playUntilQuiet(
  play: () => Promise<Outcome>,
  tell: (line: string) => void,
  clock: () => Promise<ProcessorTime> = processorTime,
): Promise<Outcome> {
  const noise: number[] = [];
  for (;;) {
    const before = await clock();
    const outcome = await play();
    const share = stolenShare(before, await clock());
    if (isMet(outcome) || !missesOnlyTimes(outcome) || share <= NOISY || noise.length === ATTEMPTS - 1) {
      return { ...outcome, noise };
    }
    noise.push(share);
    tell(`  played again: the machine's host kept ${(100 * share).toFixed(1)} % of the processor time`);
  }
}

function missesOnlyTimes({ figures, failure }: Outcome): boolean {
  return failure === undefined && figures.every((figure) => figure.isTimed === true || verdictOf(figure) === 'met');
}

function stolenShare(before: ProcessorTime, after: ProcessorTime): number {
  return (after.stolen - before.stolen) / Math.max(1, after.all - before.all);
}

/** As the first line of /proc/stat tells: user, nice, system, idle, iowait, irq, softirq, steal (proc_stat(5)). */
async function processorTime(): Promise<ProcessorTime> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  return { all: ticks.reduce((sum, part) => sum + part, 0), stolen: ticks[7] ?? 0 };
}
