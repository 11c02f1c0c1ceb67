import type { Figure } from './figure.js';
import type { Stage } from './stage/stage.js';

/** How much of a target is played. */
export interface Extent {
  /** How often the fault happens, or how many things are tried. */
  rounds: number;
  /** How long it lasts, where the fault does. */
  seconds: number;
  /** Calls per second meanwhile. */
  rate: number;
}

/** One of the reliability targets. */
export interface Target {
  /** As in `--only`. */
  id: string;
  title: string;
  full: Extent;
  /** Shows that everything works, in a tenth of the time. */
  quick: Extent;
  /** @throws Error when the play itself could not go on. */
  play: (stage: Stage, extent: Extent) => Promise<Figure[]>;
}
