import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { parseCronItems, run, type CronItem, type Runner, type Task } from 'graphile-worker';
import { v7 as uuid } from 'uuid';
import { runInContext } from '../context/index.js';
import { traceJob } from '../observability/index.js';
import { JobConnections } from './job-connections.js';
import { graphileLogger } from './graphile-logger.js';
import { JobMetrics } from './job-metrics.js';
import { Jobs, type JobEnvelope } from './jobs.js';
import { JobUpkeep } from './job-upkeep.js';
import { Repeater } from './repeater.js';
import { TIME_LIMIT, withTimeLimit } from './time-limit.js';

/** Jobs at a time. */
const CONCURRENCY = 2;
/** Milliseconds between looks for jobs whose time has come; new ones are heard of at once. */
const POLL_INTERVAL = 500;
/** Milliseconds until a runner that gave up, because the database was away for long, is replaced. */
const PAUSE = 2_000;
/** Milliseconds that jobs under way have to end when the application does; others do them again then. */
const STOPPING_LIMIT = 10_000;

/** Ends of jobs go through a batch, because a runner that stops waits for the batches alone. */
const ENDS_ARE_AWAITED = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

/** Runs the jobs that are due, and all repeated work, from the start of the application until its end. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Jobs');
  private readonly ended = new AbortController();
  private repeaters: Repeater[] = [];
  private running: Promise<void> | undefined;
  private runner: Runner | undefined;

  constructor(
    private readonly jobs: Jobs,
    private readonly upkeep: JobUpkeep,
    private readonly connections: JobConnections,
    private readonly metrics: JobMetrics,
    private readonly host: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    if ((this.host.httpAdapter as unknown) === undefined) return;
    if (this.jobs.handlers.size > 0) this.running = this.keepRunning();
    const repeated = [...this.jobs.repeated, ...this.upkeep.repeated];
    this.repeaters = repeated.map((each) => new Repeater(each, this.log));
  }

  /** Waits for what is under way, for ten seconds at most. */
  async onModuleDestroy(): Promise<void> {
    this.ended.abort();
    await Promise.all(this.repeaters.map((repeater) => repeater.stop()));
    await withTimeLimit(this.stop(), STOPPING_LIMIT, 'Stopping').catch((error: unknown) => {
      this.log.warn(String(error));
    });
    await this.connections.close();
  }

  private async stop(): Promise<void> {
    await this.stopRunner();
    await this.running;
  }

  private isEnding(): boolean {
    return this.ended.signal.aborted;
  }

  private async keepRunning(): Promise<void> {
    while (!this.isEnding()) {
      try {
        this.runner = await this.start();
        if (this.isEnding()) await this.stopRunner();
        await this.runner.promise;
      } catch (error) {
        this.log.warn(`Jobs pause: ${String(error)}`);
      }
      await delay(PAUSE, undefined, { signal: this.ended.signal, ref: false }).catch(() => undefined);
    }
  }

  private start(): Promise<Runner> {
    return run({
      pgPool: this.connections.pool,
      taskList: Object.fromEntries([...this.jobs.handlers].map(([name, work]) => [name, this.taskOf(name, work)])),
      parsedCronItems: parseCronItems([...this.jobs.schedules].map(cronItem)),
      concurrency: CONCURRENCY,
      pollInterval: POLL_INTERVAL,
      noHandleSignals: true,
      logger: graphileLogger(this.log),
      preset: ENDS_ARE_AWAITED,
    });
  }

  /** Scheduled jobs come without an envelope: their payload is graphile-worker's own. */
  private taskOf(name: string, work: (payload: object) => Promise<void>): Task {
    return async (stored) => {
      const { payload = {}, correlationId, traceparent } = stored as Partial<JobEnvelope>;
      const requestId = uuid();
      const context = { requestId, correlationId: correlationId ?? requestId, path: `jobs/${name}` };
      const limited = (): Promise<void> => withTimeLimit(work(payload), TIME_LIMIT, name);
      const timed = (): Promise<void> => this.metrics.time(name, limited);
      await runInContext(context, () => traceJob(name, traceparent, timed));
    };
  }

  /** A runner that has stopped by itself refuses to be stopped. */
  private async stopRunner(): Promise<void> {
    await this.runner?.stop().catch(() => undefined);
  }
}

function cronItem([task, match]: [name: string, pattern: string]): CronItem {
  return { task, match, options: { backfillPeriod: 24 * 3600 * 1000 } };
}
