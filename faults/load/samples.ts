import { quantile } from '../../bench/quantiles.js';

/** What became of one call of the generator. */
export interface Sample {
  kind: string;
  /** When it was due, by `performance.now()`. */
  dueAt: number;
  /** Milliseconds from when it was due until its answer had come, or until none was waited for any more. */
  latency: number;
  /** The status of the answer, or why there is none. */
  status: number | string;
  /** Whether the answer told when to come again. */
  hasRetryAfter: boolean;
}

/** What a load has seen. */
export class Samples {
  constructor(readonly all: readonly Sample[]) {}

  get count(): number {
    return this.all.length;
  }

  static join(parts: readonly Samples[]): Samples {
    return new Samples(parts.flatMap(({ all }) => all));
  }

  /** Milliseconds; 0 of none. */
  get p99(): number {
    return quantile(Float64Array.from(this.all, ({ latency }) => latency).sort(), 0.99);
  }

  get longest(): number {
    return this.all.reduce((longest, { latency }) => Math.max(longest, latency), 0);
  }

  /** How often each status came, most frequent first, as in `200: 950, 503: 50`. */
  get histogram(): string {
    const counts = new Map<number | string, number>();
    for (const { status } of this.all) counts.set(status, (counts.get(status) ?? 0) + 1);
    const sorted = [...counts].sort(([, left], [, right]) => right - left);
    return sorted.map(([status, count]) => `${status}: ${count}`).join(', ');
  }

  /** Those that were answered with what they asked for. */
  get good(): Samples {
    return this.where(({ status }) => typeof status === 'number' && status < 400);
  }

  get failed(): Samples {
    return this.where(({ status }) => typeof status !== 'number' || status >= 400);
  }

  /** Those that failed in another way than the contract allows while the database is away. */
  get broken(): Samples {
    return this.failed.where((sample) => !isHonestRefusal(sample));
  }

  /** Those that were told to come again. */
  get refused(): Samples {
    return this.where(isHonestRefusal);
  }

  of(...kinds: string[]): Samples {
    return this.where(({ kind }) => kinds.includes(kind));
  }

  where(test: (sample: Sample) => boolean): Samples {
    return new Samples(this.all.filter(test));
  }

  /** Those that were due from one moment, by `performance.now()`, until before another. */
  between(from: number, to = Infinity): Samples {
    return this.where(({ dueAt }) => dueAt >= from && dueAt < to);
  }
}

/** The 503 that the contract allows while the database is away: it tells when to come again. */
function isHonestRefusal({ status, hasRetryAfter }: Sample): boolean {
  return status === 503 && hasRetryAfter;
}
