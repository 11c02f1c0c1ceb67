import { Samples, type Sample } from './samples.js';

/**
 * Samples of a load that still runs, in columns. Overload makes half a million in a minute: as objects they would have the
 * collector, which looks at each of them again and again, hold up the generator for a tenth of a second at a time.
 */
export class Recording {
  private readonly kinds: string[] = [];
  private readonly dueAts: number[] = [];
  private readonly latencies: number[] = [];
  private readonly statuses: (number | string)[] = [];
  private readonly retryAfters: boolean[] = [];

  add({ kind, dueAt, latency, status, hasRetryAfter }: Sample): void {
    this.kinds.push(kind);
    this.dueAts.push(dueAt);
    this.latencies.push(latency);
    this.statuses.push(status);
    this.retryAfters.push(hasRetryAfter);
  }

  /** What was added so far, in that order. */
  get samples(): Samples {
    const all = this.kinds.map((kind, index) => ({
      kind,
      dueAt: this.dueAts[index] ?? NaN,
      latency: this.latencies[index] ?? NaN,
      status: this.statuses[index] ?? '',
      hasRetryAfter: this.retryAfters[index] ?? false,
    }));
    return new Samples(all);
  }
}
