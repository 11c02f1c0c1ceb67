import { OpenLoop, type LoadProps } from '../load/open-loop.js';
import type { Samples } from '../load/samples.js';
import type { Writer } from '../load/writer.js';
import type { Scene } from './scene.js';

/** What came of a load. */
export interface Round {
  samples: Samples;
  /** In how many ways the database differs from what the writer was told, once it knew what had become of each write. */
  differences: number;
}

/** What came of a load and of the fault that was made meanwhile. */
export type FaultyRound<Found> = Round & { found: Found };

interface Plan<Found> {
  rounds: number;
  /** How long the control lasts. */
  seconds: number;
  loadOf: (writer: Writer) => LoadProps;
  /** Makes the fault while the load goes on, and undoes it. Gives what is worth knowing of it. */
  fault: (round: number, writer: Writer) => Promise<Found>;
}

interface Played<Found> {
  control: Round;
  rounds: FaultyRound<Found>[];
}

/** Plays a load without the fault, then with it as often as is told, each time with a writer of its own. */
export async function playRounds<Found>(scene: Scene, plan: Plan<Found>): Promise<Played<Found>> {
  const { rounds, seconds, loadOf, fault } = plan;
  const calm = scene.writer('calm');
  const control = await roundOf(scene, calm, await OpenLoop.runWarm(loadOf(calm), seconds));
  const played: FaultyRound<Found>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const writer = scene.writer('faulty');
    const load = OpenLoop.start(loadOf(writer));
    const found = await fault(round, writer);
    played.push({ ...(await roundOf(scene, writer, await load.stop())), found });
  }
  return { control, rounds: played };
}

async function roundOf(scene: Scene, writer: Writer, samples: Samples): Promise<Round> {
  return { samples, differences: await scene.differences(writer) };
}
