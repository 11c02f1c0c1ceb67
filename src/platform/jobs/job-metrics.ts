import { Injectable } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { Metrics } from '../observability/index.js';

/** Seconds, up to the time limit of a job. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 240];

/** What is counted of jobs that run, and of those that will not run again. */
@Injectable()
export class JobMetrics {
  private readonly durations: Histogram<'name' | 'outcome'>;
  private readonly exhausted: Gauge;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.durations = new Histogram({
      name: 'job_duration_seconds',
      help: 'Duration of runs of jobs by name and outcome; those that failed are tried again',
      labelNames: ['name', 'outcome'],
      buckets: SECONDS,
      registers,
    });
    this.exhausted = new Gauge({
      name: 'jobs_exhausted',
      help: 'Jobs that have failed for the last time and stay until somebody looks at them',
      aggregator: 'max',
      registers,
    });
  }

  /** Runs a job and counts how it went. @throws what the job throws. */
  async time<T>(name: string, work: () => Promise<T>): Promise<T> {
    const end = this.durations.startTimer({ name });
    try {
      const result = await work();
      end({ outcome: 'done' });
      return result;
    } catch (error) {
      end({ outcome: 'failed' });
      throw error;
    }
  }

  jobsExhausted(count: number): void {
    this.exhausted.set(count);
  }
}
