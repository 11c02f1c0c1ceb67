import type { Job, Shot } from './load.js';
import { costOf, type Cost } from './measure.js';
import type { Options } from './options.js';
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

/** Runs each side once, for so long that it is as fast in the first round as in the last. */
export async function warmUp(sides: readonly Side[], seconds: number): Promise<void> {
  for (const { play } of sides) await play(seconds);
}

/** Plays the sides in turn, round after round: A B A B … What each does just before its turn is not measured. */
export async function playRounds(
  sides: readonly Side[],
  { rounds, seconds, warmAgain }: Pick<Options, 'rounds' | 'seconds' | 'warmAgain'>,
): Promise<Measured[]> {
  const measured = sides.map(({ name }): Measured => ({ side: name, runs: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { play }] of sides.entries()) {
      if (warmAgain > 0) await play(warmAgain);
      measured[index]?.runs.push(await play(seconds));
    }
  }
  return measured;
}

/** A side that the load generator asks. */
export function loaded(stage: Stage, name: string, server: Server, job: Omit<Job, 'url' | 'seconds'>): Side {
  return {
    name,
    play: async (seconds) => {
      const { result, cost: database } = await costOf([stage.postmaster], () =>
        costOf([server.pid], () => stage.load.run({ ...job, url: server.url, seconds })),
      );
      const { result: shot, cost } = result;
      return { ...shot, serverCpu: perRequest(cost, shot), databaseCpu: perRequest(database, shot) };
    },
  };
}

function perRequest({ cpuSeconds }: Cost, { requests }: Shot): number | undefined {
  return cpuSeconds === undefined ? undefined : (cpuSeconds * 1e6) / Math.max(1, requests);
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

/** Why the figures of some sides do not count, if they do not. */
export function failureOf(sides: readonly Measured[]): string | undefined {
  for (const { side, runs } of sides) {
    const failure = runs.map((run) => run.failure).find((reason) => reason !== undefined);
    if (failure !== undefined) return `${side}: ${failure}`;
  }
  return undefined;
}
