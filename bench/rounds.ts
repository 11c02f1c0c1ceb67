import type { Job, Shot } from './load.js';
import { cpuSeconds } from './processes.js';
import { median } from './quantiles.js';
import type { Server } from './server.js';
import type { Stage } from './stage.js';

/** One run of one side. */
export interface Run extends Shot {
  /** CPU microseconds per request of the server and of PostgreSQL, where they can be told. */
  serverCpu?: number;
  databaseCpu?: number;
}

/** A side of a comparison. */
export interface Side {
  name: string;
  play: (seconds: number) => Promise<Run>;
}

/** What one side did, all rounds together. */
export interface Measured {
  side: string;
  runs: Run[];
}

/** Plays the sides in turn, round after round, after a warm-up of each: A B A B … */
export async function playRounds({ options }: Stage, sides: Side[]): Promise<Measured[]> {
  const measured = sides.map(({ name }): Measured => ({ side: name, runs: [] }));
  for (const { play } of sides) await play(options.warmUp);
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [index, { play }] of sides.entries()) measured[index]?.runs.push(await play(options.seconds));
  }
  return measured;
}

/** A side that the load generator asks. */
export function loaded(stage: Stage, name: string, server: Server, job: Omit<Job, 'url' | 'seconds'>): Side {
  return {
    name,
    play: async (seconds) => {
      const before = await cpuOf(stage, server);
      const shot = await stage.load.run({ ...job, url: server.url, seconds });
      const after = await cpuOf(stage, server);
      const perRequest = (start?: number, end?: number): number | undefined =>
        start === undefined || end === undefined ? undefined : ((end - start) * 1e6) / Math.max(1, shot.requests);
      return {
        ...shot,
        serverCpu: perRequest(before.server, after.server),
        databaseCpu: perRequest(before.database, after.database),
      };
    },
  };
}

async function cpuOf(stage: Stage, { pid }: Server): Promise<{ server?: number; database?: number }> {
  const [server, database] = await Promise.all([cpuSeconds(pid), stage.databaseCpu()]);
  return { server, database };
}

/** The median of one figure over all rounds. */
export function medianOf({ runs }: Measured, figure: (run: Run) => number | undefined): number | undefined {
  const values = runs.map(figure).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : median(values);
}

export function rate({ requests, seconds }: Run): number {
  return requests / seconds;
}

/** The median of the rounds' ratios of requests per second: what disturbs one round disturbs both of its sides. */
export function ratioOf(measured: Measured, control: Measured): number {
  return median(measured.runs.map((run, round) => rate(run) / rate(control.runs[round] ?? run)));
}

/** Why these figures do not count, if they do not. */
export function failureOf({ side, runs }: Measured): string | undefined {
  const failure = runs.map((run) => run.failure).find((reason) => reason !== undefined);
  return failure === undefined ? undefined : `${side}: ${failure}`;
}
