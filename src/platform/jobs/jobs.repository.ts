import { Injectable } from '@nestjs/common';
import { Database } from '../database/index.js';

const ADD = {
  name: 'jobs.add',
  text: `SELECT 1 FROM graphile_worker.add_job($1, $2::json, run_at => $3, job_key => $4)`,
};

const UNLOCK = {
  name: 'jobs.unlock',
  text: `
    UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL
    WHERE locked_at < now() - make_interval(secs => $1)`,
};

const DROP = {
  name: 'jobs.drop',
  text: `
    DELETE FROM graphile_worker._private_jobs WHERE locked_at IS NULL AND strpos(payload::text, to_json($1::text)::text) > 0`,
};

const DUE = {
  name: 'jobs.due',
  text: `
    SELECT count(*)::integer AS count, coalesce(extract(epoch FROM now() - min(run_at)), 0)::float8 AS "lagSeconds"
    FROM graphile_worker._private_jobs WHERE is_available AND run_at <= now()`,
};

const EXHAUSTED = {
  name: 'jobs.exhausted',
  text: `SELECT count(*)::integer AS count FROM graphile_worker._private_jobs WHERE attempts >= max_attempts AND locked_at IS NULL`,
};

/** How many jobs are due, and for how long the oldest has been. */
export interface DueJobs {
  count: number;
  lagSeconds: number;
}

/** The queue's own tables, which graphile-worker makes and owns. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /** Adds a job in the open transaction. One with the key of another that waits takes its place. */
  async add(name: string, payload: object, runAt?: Date, key?: string): Promise<void> {
    await this.database.query(ADD, [name, JSON.stringify(payload), runAt ?? null, key ?? null]);
  }

  /** Removes the jobs that wait and whose payload holds this text as a value. */
  async drop(text: string): Promise<void> {
    await this.database.query(DROP, [text]);
  }

  /** Frees the jobs of workers that were killed: those that are under way for longer than any job takes. */
  async unlock(olderThanSeconds: number): Promise<void> {
    await this.database.query(UNLOCK, [olderThanSeconds]);
  }

  async findDue(): Promise<DueJobs> {
    const [due] = await this.database.query<DueJobs>(DUE);
    return due ?? { count: 0, lagSeconds: 0 };
  }

  /** How many jobs have failed for the last time. */
  async countExhausted(): Promise<number> {
    const [exhausted] = await this.database.query<{ count: number }>(EXHAUSTED);
    return exhausted?.count ?? 0;
  }
}
