/** Milliseconds that each of some calls took. */
export interface Latencies {
  count: number;
  p50: number;
  p95: number;
  p99: number;
}

/** Seconds that work takes, with what it gives. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { seconds: (performance.now() - start) / 1000, result };
}

/** Calls again and again, `at once` calls at a time; the first tenth warms up and is not counted. */
export async function latencies(
  count: number,
  atOnce: number,
  call: (number: number) => Promise<void>,
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
  taken.sort((left, right) => left - right);
  const at = (share: number): number => round(taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0);
  return { count: taken.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** One digit behind the point. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
