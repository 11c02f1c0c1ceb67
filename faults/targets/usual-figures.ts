import { never, type Figure } from '../figure.js';
import { Samples } from '../load/samples.js';
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

/**
 * Two figures of calls that should all succeed: those that were dropped or wrongly answered, and, because a machine that is
 * too slow refuses as well, those with an honest 503 besides.
 */
export function unserved(what: string, rounds: readonly Samples[], control: Samples): Figure[] {
  const dropped = rounds.map(({ broken }) => broken);
  const all = rounds.map(({ failed }) => failed);
  return [
    failures(`${what} that were dropped or refused without Retry-After`, dropped, control.broken),
    { ...failures(`${what} that were dropped or refused`, all, control.failed), isTimed: true },
  ];
}

/** The figure of what `Scene.differences` counts. */
export function writesKept(rounds: readonly number[], control?: number): Figure {
  return {
    what: 'writes lost, doubled, done though refused, under another id or without their kept reply',
    aim: never(),
    rounds,
    control,
  };
}

/** The figure of processes that ended without having been told to. */
export function noCrashes({ crashes }: Scene): Figure {
  return { what: 'processes that ended by themselves', aim: never(), rounds: [crashes] };
}
