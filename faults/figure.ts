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

/** A line of the report: target, worst and median of the rounds, control, verdict. */
export function lineOf(id: string, figure: Figure): string {
  const { what, aim, rounds, control, detail } = figure;
  const values = [
    `aim ${aim.text}`,
    `worst ${shown(aim.worst(rounds))}`,
    `median ${shown(median(rounds))}`,
    `of ${rounds.length}`,
    `control ${control === undefined ? '-' : shown(control)}`,
  ];
  const verdict = verdictOf(figure);
  const explanation = verdict === 'met' || !detail ? '' : ` (${detail})`;
  return `${verdict.padEnd(6)} ${id.padEnd(4)} ${what}: ${values.join(', ')}${explanation}`;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
}
