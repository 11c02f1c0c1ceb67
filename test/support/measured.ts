import type { Measured, Run } from '../../bench/rounds.js';

/** A run of the benchmark, of which a test says what matters to it. */
export const RUN: Run = { requests: 1_000, seconds: 2, p50: 1.23, p95: 4.56, p99: 7.89, errors: 0 };

/** A side that answered so many requests in each round. */
export function measured(side: string, ...requests: number[]): Measured {
  return { side, runs: requests.map((count) => ({ ...RUN, requests: count })) };
}
