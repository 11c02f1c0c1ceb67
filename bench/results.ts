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

/** At least a number, as far as the digits shown go. */
export function atLeast(least: number, value: number, of = '', digits = 2): Aim {
  const reached = Number(value.toFixed(digits));
  return { aim: `≥ ${plain(least)}${of}`, value: `${rounded(value, digits)}${of}`, isMet: reached >= least };
}

export function below(limit: number, value: number, of = '', digits = 1): Aim {
  return { aim: `< ${plain(limit)}${of}`, value: `${rounded(value, digits)}${of}`, isMet: value < limit };
}

/** A figure that nothing is aimed at. */
export function reported(value: string): Aim {
  return { aim: '', value, isMet: true };
}

function plain(value: number): string {
  return value.toLocaleString('en');
}

function rounded(value: number, digits: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}
