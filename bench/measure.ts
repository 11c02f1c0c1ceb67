import { cpuSeconds } from './processes.js';
import { latenciesOf, type Latencies } from './quantiles.js';

/** What work has cost. */
export interface Cost {
  /** By the clock. */
  seconds: number;
  /** Of processor time, where that can be told. */
  cpuSeconds?: number;
}

/**
 * What work costs, and what it gives.
 *
 * @param pids the processes that do the work; the processor time of their descendants counts too
 */
export async function costOf<T>(pids: readonly number[], work: () => Promise<T>): Promise<{ cost: Cost; result: T }> {
  const before = await cpuOf(pids);
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const after = await cpuOf(pids);
  return {
    cost: { seconds, cpuSeconds: before === undefined || after === undefined ? undefined : after - before },
    result,
  };
}

async function cpuOf(pids: readonly number[]): Promise<number | undefined> {
  const all = await Promise.all(pids.map(cpuSeconds));
  return all.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0);
}

/** Calls again and again, `atOnce` calls at a time; the first tenth warms up and is not counted. */
export async function latencies(
  count: number,
  atOnce: number,
  call: (number: number) => Promise<unknown>,
): Promise<Latencies> {
  const taken: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < count) {
      const number = (next += 1);
      const start = performance.now();
      await call(number);
      if (number > count / 10) taken.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return latenciesOf(taken);
}
