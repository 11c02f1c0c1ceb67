import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ask, posting } from '../ask.js';
import type { Fixtures } from '../fixtures.js';
import { LoadGenerator, type Job, type Shot } from '../load.js';
import { median } from '../quantiles.js';
import { atLeast, below, type Row } from '../results.js';
import { failureOf, loaded, playRounds, ratioOf, warmUp, type Measured, type Run, type Side } from '../rounds.js';
import type { Server } from '../server.js';
import type { Stage } from '../stage.js';
import type { Scenario } from './scenario.js';

/** Fewer than may wait for a hash, so that nobody is refused. */
const CONNECTIONS = 10;
/** Times the usual length of a run: a hash takes so long that there would be few in it. */
const LENGTH = 2;

/** Sign-ins beside the bare hash rate, and what they do to others who read. */
export const logIn: Scenario = {
  name: 'log-in',
  servers: ['cached'],
  play: async (stage) => {
    const quire = await stage.server('cached');
    const logins: Omit<Job, 'url' | 'seconds'> = {
      connections: CONNECTIONS,
      status: 200,
      calls: callsOf(stage.fixtures),
    };
    const sides = [signingIn(stage, quire, logins), hashing(stage.fixtures)];
    await warmUp(sides.slice(0, 1), stage.options.warmUp);
    const { rounds, seconds } = stage.options;
    const signIns = await playRounds(sides, { rounds, seconds: LENGTH * seconds, warmAgain: 0 });
    const reads = await readBeside(stage, quire, logins);
    return { rows: [signInRow(signIns), readRow(reads)] };
  },
};

function callsOf({ accounts }: Fixtures): Job['calls'] {
  return accounts.map((account) => posting('/auth/login', account));
}

function signingIn(stage: Stage, quire: Server, logins: Omit<Job, 'url' | 'seconds'>): Side {
  const side = loaded(stage, 'quire', quire, logins);
  return {
    ...side,
    play: async (seconds) => {
      const run = await side.play(seconds);
      await finish(quire, logins);
      return run;
    },
  };
}

/** What a run leaves unfinished is hashed after it, beside whatever is played next: waits behind that. */
async function finish({ url }: Server, { calls }: Pick<Job, 'calls'>): Promise<void> {
  for (const call of calls.slice(0, 1)) await ask(url, call);
}

/** Control (d), in a process of its own for each run. */
function hashing({ hash, accounts }: Fixtures): Side {
  return {
    name: '(d)',
    play: async (seconds): Promise<Run> => {
      const settings = JSON.stringify({ hash, password: accounts[0]?.password, seconds });
      const script = join(import.meta.dirname, '../controls/d.js');
      const child = spawn(process.execPath, [script, settings], { stdio: ['ignore', 'pipe', 'inherit'] });
      return JSON.parse(await text(child.stdout)) as Shot;
    },
  };
}

/** The same reads while nobody signs in, and while others do all the time. */
async function readBeside(stage: Stage, quire: Server, logins: Omit<Job, 'url' | 'seconds'>): Promise<Measured[]> {
  const others = new LoadGenerator();
  try {
    const reads = { connections: CONNECTIONS, status: 200, calls: [stage.fixtures.bySlug] };
    const idle = loaded(stage, 'quire, idle', quire, reads);
    const disturbed: Side = {
      name: 'quire, while others log in',
      play: async (seconds) => {
        const [run, shot] = await Promise.all([idle.play(seconds), others.run({ ...logins, url: quire.url, seconds })]);
        await finish(quire, logins);
        return { ...run, failure: run.failure ?? shot.failure };
      },
    };
    await warmUp([idle], stage.options.warmUp);
    return await playRounds([disturbed, idle], stage.options);
  } finally {
    await others.stop();
  }
}

function signInRow(sides: Measured[]): Row {
  const [quire, control] = sides;
  return {
    scenario: 'log-in',
    title: 'log in',
    connections: CONNECTIONS,
    sides,
    aims: quire && control ? [atLeast(0.85, ratioOf(quire, control), ' of (d)')] : [],
    failure: failureOf(sides),
  };
}

function readRow(sides: Measured[]): Row {
  const [disturbed, idle] = sides;
  const times = disturbed?.runs.map((run, round) => run.p99 / (idle?.runs[round]?.p99 ?? 0)) ?? [];
  return {
    scenario: 'log-in',
    title: 'read a post by slug, cache hit, beside logins',
    connections: CONNECTIONS,
    sides,
    aims: [below(3, median(times), '× the idle p99')],
    failure: failureOf(sides),
  };
}
