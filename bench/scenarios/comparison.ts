import type { Fixtures } from '../fixtures.js';
import { ask } from '../ask.js';
import type { Call } from '../load.js';
import { atLeast, below, reported, type Aim, type Row } from '../results.js';
import { failureOf, loaded, medianOf, playRounds, ratioOf, warmUp, type Measured, type Side } from '../rounds.js';
import type { ControlName, QuireName, Stage } from '../stage.js';
import { requireCacheState, requireSame } from './likeness.js';
import type { Scenario } from './scenario.js';

/** The application beside controls that answer the same. */
export interface Comparison {
  name: string;
  title: string;
  app: QuireName;
  /** The share of each control's requests per second that is aimed at. */
  controls: Partial<Record<ControlName, number | 'reported'>>;
  calls: (fixtures: Fixtures) => Call[];
  /** The status of every answer; 200 unless told otherwise, and 304 asks with the tag of the answer. */
  status?: number;
  /** Instead of the usual numbers of connections, and as many of them as there are usual ones. */
  connections?: number[];
  /** Milliseconds that 95 % of the answers are to stay below, asked one at a time. */
  p95?: number;
}

/** A scenario that plays a comparison at each number of connections. */
export function compare(comparison: Comparison): Scenario {
  const { name, app, controls, calls } = comparison;
  const controlNames = Object.keys(controls) as ControlName[];
  return {
    name,
    servers: [app, ...controlNames],
    calls: controlNames.length > 0 ? calls : undefined,
    play: async (stage) => {
      const prepared = await prepare(stage, comparison, controlNames);
      const { options } = stage;
      const numbers = comparison.connections?.slice(0, options.connections.length) ?? options.connections;
      const rows: Row[] = [];
      for (const connections of numbers) {
        const sides = await sidesOf(stage, comparison, { controlNames, connections, calls: prepared });
        if (rows.length === 0) await warmUp(sides, options.warmUp);
        rows.push(rowOf(comparison, connections, await playRounds(sides, options)));
      }
      return { rows };
    },
  };
}

/** The calls as they are to be sent, once it is sure that all sides answer them alike. */
async function prepare(stage: Stage, comparison: Comparison, controlNames: ControlName[]): Promise<Call[]> {
  const { app, calls, status = 200 } = comparison;
  const quire = await stage.server(app);
  const prepared: Call[] = [];
  for (const call of calls(stage.fixtures)) {
    prepared.push(status === 304 ? await conditional(quire.url, call) : call);
  }
  for (const call of prepared) {
    await requireCacheState(quire, call, app);
    for (const name of controlNames) await requireSame(quire, await stage.server(name), call, status);
  }
  return prepared;
}

async function conditional(url: string, call: Call): Promise<Call> {
  const { headers } = await ask(url, call);
  return { ...call, headers: { ...call.headers, 'If-None-Match': headers.get('etag') ?? '' } };
}

interface RowPlan {
  controlNames: ControlName[];
  connections: number;
  calls: Call[];
}

async function sidesOf(stage: Stage, { app, status = 200 }: Comparison, plan: RowPlan): Promise<Side[]> {
  const { controlNames, connections, calls } = plan;
  const job = { connections, status, calls };
  const sides = [loaded(stage, 'quire', await stage.server(app), job)];
  for (const name of controlNames) sides.push(loaded(stage, `(${name})`, await stage.server(name), job));
  return sides;
}

function rowOf(comparison: Comparison, connections: number, sides: Measured[]): Row {
  const { name: scenario, title } = comparison;
  const [quire, ...controls] = sides;
  const aims = quire ? aimsOf(comparison, quire, { controls, connections }) : [];
  return { scenario, title, connections, sides, aims, failure: failureOf(sides) };
}

function aimsOf(
  { controls: wanted, p95 }: Comparison,
  quire: Measured,
  { controls, connections }: { controls: Measured[]; connections: number },
): Aim[] {
  const ratios = controls.map((control) => {
    const aim = wanted[control.side.replace(/[()]/g, '') as ControlName];
    const ratio = ratioOf(quire, control);
    const of = ` of ${control.side}`;
    return typeof aim === 'number' ? atLeast(aim, ratio, of) : reported(`${ratio.toFixed(2)}${of}`);
  });
  if (p95 === undefined) return ratios;
  const measured = medianOf(quire, (run) => run.p95) ?? NaN;
  const latency = connections === 1 ? below(p95, measured, ' ms p95') : reported(`${measured.toFixed(1)} ms p95`);
  return [...ratios, latency];
}
