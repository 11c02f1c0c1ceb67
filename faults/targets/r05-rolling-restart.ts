import type { Figure } from '../figure.js';
import { Balancer } from '../stage/balancer.js';
import type { Ended } from '../stage/instance.js';
import { playRounds } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { badEndings, failures, noCrashes, writesKept } from './usual-figures.js';

/** R5: three instances are replaced one after the other, as a deployment does it. */
export const ROLLING_RESTART: Target = {
  id: 'R5',
  title: 'three instances behind a balancer are restarted one after the other',
  full: { rounds: 2, seconds: 10, rate: 200 },
  quick: { rounds: 1, seconds: 3, rate: 50 },
  play,
};

async function play(stage: Stage, extent: Extent): Promise<Figure[]> {
  const scene = await stage.scene({ instances: 3, variables: { SHUTDOWN_DELAY: '3' } });
  const random = stage.random('R5');
  const balancer = await Balancer.open(scene.instances);
  const { control, rounds } = await playRounds(scene, {
    ...extent,
    loadOf: (writer) => scene.mixedLoad(writer, { rate: extent.rate, random, url: () => balancer.url }),
    fault: async () => {
      const endings: Ended[] = [];
      for (const instance of scene.instances) endings.push(await balancer.replace(instance));
      return endings;
    },
  });
  balancer.close();
  await scene.close();
  return [
    failures(
      'requests that failed',
      rounds.map(({ samples }) => samples.failed),
      control.samples.failed,
    ),
    badEndings(rounds.flatMap(({ found }) => found)),
    noCrashes(scene),
    writesKept(rounds, control),
  ];
}
