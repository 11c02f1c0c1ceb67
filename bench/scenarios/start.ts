import { setTimeout as delay } from 'node:timers/promises';
import { residentMemory } from '../processes.js';
import { median } from '../quantiles.js';
import { below } from '../results.js';
import type { Scenario } from './scenario.js';

/** Milliseconds after which a process that nobody asks is idle. */
const REST = 5_000;

/** How long a start takes on a database that is migrated and warm, and what the process needs when nobody asks it. */
export const start: Scenario = {
  name: 'start',
  servers: [],
  play: async (stage) => {
    const seconds: number[] = [];
    let memory: number | undefined;
    for (let round = 0; round < stage.options.rounds; round += 1) {
      const quire = await stage.startAnother();
      seconds.push(quire.secondsToReady);
      if (round === 0) {
        await delay(REST);
        memory = await residentMemory(quire.pid);
      }
      await quire.stop();
    }
    const aims = [
      below(1.5, median(seconds), ' s', 2),
      ...(memory === undefined ? [] : [below(150, memory, ' MB', 0)]),
    ];
    return { facts: [{ scenario: 'start', title: 'start to ready, warm database; idle resident memory', aims }] };
  },
};
