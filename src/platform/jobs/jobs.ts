import { Injectable } from '@nestjs/common';
import { currentContext } from '../context/index.js';
import { traceparent } from '../observability/index.js';
import { JobsRepository } from './jobs.repository.js';

export interface JobOptions {
  /** Not before this moment; at once when it is left out. */
  runAt?: Date;
  /** A job with this key that still waits is replaced. */
  key?: string;
}

/** What a job is stored with: its payload, and the request that it comes from. */
export interface JobEnvelope {
  payload: object;
  correlationId?: string;
  /** The span that asked for it (W3C Trace Context). */
  traceparent?: string;
}

type Work = () => Promise<void>;

/** Work that each instance does again and again, with these milliseconds from the end of one run to the next. */
export interface Repeated {
  name: string;
  milliseconds: number;
  work: Work;
}

/**
 * Work that is done behind the requests, at least once: what it does must bear being done twice. Features tell in
 * `onModuleInit` what they do; it runs in served applications only, not in commands.
 */
@Injectable()
export class Jobs {
  readonly handlers = new Map<string, (payload: object) => Promise<void>>();
  /** The crontab patterns of scheduled jobs, by their names. */
  readonly schedules = new Map<string, string>();
  readonly repeated: Repeated[] = [];

  constructor(private readonly jobs: JobsRepository) {}

  /**
   * Adds a job. In an open transaction it comes into being with its COMMIT, and not at all without.
   *
   * @throws Error for a name that nobody handles.
   */
  async add(name: string, payload: object, { runAt, key }: JobOptions = {}): Promise<void> {
    if (!this.handlers.has(name)) throw new Error(`Nobody handles the job ${name}`);
    const correlationId = currentContext()?.correlationId;
    const envelope: JobEnvelope = { payload, correlationId, traceparent: traceparent() };
    await this.jobs.add(name, envelope, runAt, key);
  }

  /** Removes the jobs that wait and have this value in their payload: the id or address of somebody who is gone. */
  forget(value: string): Promise<void> {
    return this.jobs.drop(value);
  }

  /** Tells what a job does. When it fails it is repeated after growing pauses, up to 25 times; it has four minutes. */
  handle(name: string, work: (payload: never) => Promise<void>): void {
    if (this.handlers.has(name)) throw new Error(`The job ${name} has a handler already`);
    this.handlers.set(name, work as (payload: object) => Promise<void>);
  }

  /** Has work done on time, once for all instances together. @param pattern crontab, in UTC: `0 3 * * *` */
  schedule(name: string, pattern: string, work: Work): void {
    this.handle(name, work);
    this.schedules.set(name, pattern);
  }

  /** Has work done by each instance for itself, with these milliseconds from the end of one run to the next. */
  every(name: string, milliseconds: number, work: Work): void {
    this.repeated.push({ name, milliseconds, work });
  }
}
