import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/index.js';
import { JobMetrics } from './job-metrics.js';
import { JobsRepository } from './jobs.repository.js';
import type { Repeated } from './jobs.js';
import { TIME_LIMIT } from './time-limit.js';

/** Milliseconds. */
const MINUTE = 60_000;
const SAMPLING = 10_000;
/** A minute more than any job takes, in seconds. */
const ABANDONED_AFTER = (TIME_LIMIT + MINUTE) / 1000;

/** Looks after the queue itself: frees what killed workers held, and measures how late jobs are. */
@Injectable()
export class JobUpkeep {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly metrics: Metrics,
    private readonly jobMetrics: JobMetrics,
  ) {}

  get repeated(): Repeated[] {
    return [
      { name: 'Freeing abandoned jobs', milliseconds: MINUTE, work: () => this.jobs.unlock(ABANDONED_AFTER) },
      { name: 'Measuring the lag of jobs', milliseconds: SAMPLING, work: () => this.measure() },
    ];
  }

  private async measure(): Promise<void> {
    const { count, lagSeconds } = await this.jobs.findDue();
    this.metrics.jobsDue(count, lagSeconds);
    this.jobMetrics.jobsExhausted(await this.jobs.countExhausted());
  }
}
