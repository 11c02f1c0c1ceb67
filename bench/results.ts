import type { BulkResult } from './bulk.js';
import type { Measured } from './rounds.js';
import type { SearchRow } from './search.js';

/** What was aimed at, and whether it was reached. */
export interface Aim {
  /** Such as `≥ 0.60 of (b)`. */
  aim: string;
  /** What was measured, in the same unit. */
  value: string;
  isMet: boolean;
  /** What is missing to it, as a share of the aim. */
  missedBy?: number;
}

/** A comparison, or a measurement on its own, under load. */
export interface Row {
  scenario: string;
  title: string;
  connections: number;
  /** The application first. */
  sides: Measured[];
  aims: Aim[];
  /** Why the row does not count. */
  failure?: string;
}

/** A figure that is not measured by requests per second. */
export interface Fact {
  scenario: string;
  title: string;
  aims: Aim[];
}

/** All that one run of the benchmark has found out. */
export interface Results {
  date: string;
  commit: string;
  machine: string;
  posts: number;
  /** Seconds that it took. */
  took: number;
  rows: Row[];
  facts: Fact[];
  bulk?: BulkResult;
  search?: SearchRow[];
  /** What was left out, or failed as a whole, with the reason. */
  missing: { scenario: string; reason: string; isFailure: boolean }[];
}

/** What one scenario adds to the results. */
export interface Findings {
  rows?: Row[];
  facts?: Fact[];
  search?: SearchRow[];
}

/** At least a number. Aims are judged by the figures that are shown. */
export function atLeast(least: number, value: number, unit = '', digits = 2): Aim {
  return aimFor('≥', least, value, { unit, digits });
}

export function above(limit: number, value: number, unit = '', digits = 1): Aim {
  return aimFor('>', limit, value, { unit, digits });
}

export function atMost(most: number, value: number, unit = '', digits = 2): Aim {
  return aimFor('≤', most, value, { unit, digits });
}

export function below(limit: number, value: number, unit = '', digits = 1): Aim {
  return aimFor('<', limit, value, { unit, digits });
}

/** A figure that nothing is aimed at. */
export function reported(value: string): Aim {
  return { aim: '', value, isMet: true };
}

const BOUNDS = {
  '≥': (value: number, limit: number) => value >= limit,
  '>': (value: number, limit: number) => value > limit,
  '≤': (value: number, limit: number) => value <= limit,
  '<': (value: number, limit: number) => value < limit,
};

interface Shown {
  unit: string;
  digits: number;
}

function aimFor(bound: keyof typeof BOUNDS, limit: number, measured: number, { unit, digits }: Shown): Aim {
  const value = Number(measured.toFixed(digits));
  const isMet = BOUNDS[bound](value, limit);
  const isMeasured = !Number.isNaN(value);
  return {
    aim: `${bound} ${limit.toLocaleString('en')}${unit}`,
    value: isMeasured ? `${withDigits(value, digits)}${unit}` : 'nothing',
    isMet,
    ...(!isMet && isMeasured && { missedBy: Math.abs(value - limit) / limit }),
  };
}

function withDigits(value: number, digits: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}
