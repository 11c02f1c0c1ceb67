import { setTimeout as delay } from 'node:timers/promises';
import type { Figure } from '../figure.js';
import { OpenLoop, type LoadProps } from '../load/open-loop.js';
import type { Samples } from '../load/samples.js';
import type { Writer } from '../load/writer.js';
import { Balancer } from '../stage/balancer.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { failures, writesKept } from './usual-figures.js';

/** R5: three instances are replaced one after the other, as a deployment does it. */
export const ROLLING_RESTART: Target = {
  id: 'R5',
  title: 'three instances behind a balancer are restarted one after the other',
  full: { rounds: 2, seconds: 10, rate: 200 },
  quick: { rounds: 1, seconds: 3, rate: 50 },
  play,
};

async function play(stage: Stage, { rounds, seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene({ instances: 3, variables: { SHUTDOWN_DELAY: '3' } });
  const random = stage.random('R5');
  const balancer = await Balancer.open(scene.instances);
  const loadOf = (writer: Writer): LoadProps => scene.mixedLoad(writer, { rate, random, url: () => balancer.url });

  const calm = scene.writer('calm');
  const control = await OpenLoop.run(loadOf(calm), seconds);
  const calmDifferences = await scene.differences(calm);

  const loads: Samples[] = [];
  const differences: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const writer = scene.writer('restarted');
    const load = OpenLoop.start(loadOf(writer));
    for (const instance of scene.instances) {
      await instance.end('SIGTERM');
      await instance.start();
      while (!balancer.includes(instance)) await delay(50);
    }
    loads.push(await load.stop());
    differences.push(await scene.differences(writer));
  }
  balancer.close();
  await scene.close();
  return [
    failures(
      'requests that failed',
      loads.map(({ failed }) => failed),
      control.failed,
    ),
    writesKept(differences, calmDifferences),
  ];
}
