import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Latencies } from './quantiles.js';

export type Method = 'GET' | 'POST' | 'PATCH';

/** One request as it is sent; `{n}` in it is another word of letters and digits each time. */
export interface Call {
  method?: Method;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What the load generator is to do. */
export interface Job {
  url: string;
  connections: number;
  seconds: number;
  /** The status that every answer must have. */
  status: number;
  /** Sent one after the other, again and again; with `writes`, picked by Zipf's law. */
  calls: Call[];
  /** Sent in between, picked by the same law. */
  writes?: { share: number; calls: Call[] };
}

/** What came of a job. */
export interface Shot extends Latencies {
  requests: number;
  seconds: number;
  /** Broken connections, time-outs, and answers with another status. */
  errors: number;
  /** Why the shot does not count. */
  failure?: string;
  /** The share of reads that the response cache answered, where answers to writes and reads are told apart. */
  hits?: number;
}

/** The load generator: a process of its own, so that what it does is nobody's delay but its own. */
export class LoadGenerator {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  constructor() {
    this.process = spawn(process.execPath, [join(import.meta.dirname, 'cannon.js')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.lines = createInterface(this.process.stdout)[Symbol.asyncIterator]();
  }

  /** Runs one job after those before it. @throws Error when the load generator has ended. */
  async run(job: Job): Promise<Shot> {
    this.process.stdin.write(`${JSON.stringify(job)}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error('The load generator has ended');
    return JSON.parse(line.value) as Shot;
  }

  async stop(): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.stdin.end();
    await exited;
  }
}
