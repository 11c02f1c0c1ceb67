import { median } from '../bench/quantiles.js';

/** What a figure has to reach: in every round, and in the control run as well. */
export interface Aim {
  text: string;
  /** Of several values the one that counts. */
  worst: (values: readonly number[]) => number;
  isMetBy: (value: number) => boolean;
}

/** One thing that a target measures. */
export interface Figure {
  what: string;
  aim: Aim;
  /** The value of each round. */
  rounds: readonly number[];
  /** The same without a fault; undefined where there is nothing to measure without one. */
  control?: number;
  /** What is worth knowing when the aim is not met. */
  detail?: string;
  /** Whether it tells how fast the machine is too: such figures need a quiet one. */
  isTimed?: boolean;
}

/** `void`: without any fault the machine misses the aim as well, so that the rounds prove nothing. */
export type Verdict = 'met' | 'missed' | 'void';

export function atMost(limit: number, unit = ''): Aim {
  return {
    text: `<= ${shown(limit)}${unit}`,
    worst: (values) => Math.max(...values),
    isMetBy: (value) => value <= limit,
  };
}

export function atLeast(limit: number, unit = ''): Aim {
  return {
    text: `>= ${shown(limit)}${unit}`,
    worst: (values) => Math.min(...values),
    isMetBy: (value) => value >= limit,
  };
}

/** Something that must not happen at all. */
export function never(): Aim {
  return { ...atMost(0), text: '0' };
}

/** A figure without a round proves nothing, nor does one that is no number. */
export function verdictOf({ aim, rounds, control }: Figure): Verdict {
  if (control !== undefined && !aim.isMetBy(control)) return 'void';
  return rounds.length > 0 && rounds.every((value) => aim.isMetBy(value)) ? 'met' : 'missed';
}

/** A figure in words, as every report shows it. */
export interface Summary {
  verdict: Verdict;
  what: string;
  aim: string;
  worst: string;
  median: string;
  /** How many there were. */
  rounds: string;
  control: string;
  /** Empty when there is nothing to explain. */
  detail: string;
}

export function summaryOf(figure: Figure): Summary {
  const { what, aim, rounds, control, detail = '' } = figure;
  const verdict = verdictOf(figure);
  return {
    verdict,
    what,
    aim: aim.text,
    worst: shown(aim.worst(rounds)),
    median: shown(median(rounds)),
    rounds: String(rounds.length),
    control: control === undefined ? '-' : shown(control),
    detail: verdict === 'met' ? '' : detail,
  };
}

/** A line of the report: target, worst and median of the rounds, control, verdict. */
export function lineOf(id: string, figure: Figure): string {
  const { verdict, what, aim, worst, median: middle, rounds, control, detail } = summaryOf(figure);
  const values = `aim ${aim}, worst ${worst}, median ${middle}, of ${rounds}, control ${control}`;
  return `${verdict.padEnd(6)} ${id.padEnd(4)} ${what}: ${values}${detail && ` (${detail})`}`;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
}
