import { never, type Figure } from '../figure.js';
import { Samples } from '../load/samples.js';
import type { Ended } from '../stage/instance.js';
import type { Round } from '../stage/rounds.js';
import type { Scene } from '../stage/scene.js';

/** The figure of answers that must not come: what is counted, in every round and in the control, is all of the samples. */
export function failures(what: string, rounds: readonly Samples[], control?: Samples): Figure {
  return {
    what,
    aim: never(),
    rounds: rounds.map(({ count }) => count),
    control: control?.count,
    detail: Samples.join([...rounds, ...(control ? [control] : [])]).histogram,
  };
}

/** The figure of what `Scene.differences` counts. */
export function writesKept(rounds: readonly Pick<Round, 'differences'>[], control?: Round): Figure {
  return {
    what: 'writes lost, doubled, done though refused, under another id or without their kept reply',
    aim: never(),
    rounds: rounds.map(({ differences }) => differences),
    control: control?.differences,
  };
}

/** The figure of how processes end that are told to. */
export function badEndings(endings: readonly Ended[]): Figure {
  return {
    what: 'ends with another code than 0',
    aim: never(),
    rounds: endings.map(({ code }) => (code === 0 ? 0 : 1)),
  };
}

/** The figure of processes that ended without having been told to. */
export function noCrashes({ crashes }: Scene): Figure {
  return { what: 'processes that ended by themselves', aim: never(), rounds: [crashes] };
}
