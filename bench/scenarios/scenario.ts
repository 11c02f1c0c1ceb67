import type { Fixtures } from '../fixtures.js';
import type { Call } from '../load.js';
import type { Findings } from '../results.js';
import type { ServerName, Stage } from '../stage.js';

/** One line of the table, or several that belong together. */
export interface Scenario {
  name: string;
  /** The servers that it asks; all others are stopped before it. */
  servers: readonly ServerName[];
  /** The calls that its controls must be able to answer. */
  calls?: (fixtures: Fixtures) => Call[];
  play: (stage: Stage) => Promise<Findings>;
}
