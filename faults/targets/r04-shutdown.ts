import { setTimeout as delay } from 'node:timers/promises';
import { atLeast, atMost, never, type Figure } from '../figure.js';
import { OpenLoop, type LoadProps } from '../load/open-loop.js';
import type { Samples } from '../load/samples.js';
import type { Writer } from '../load/writer.js';
import { Balancer } from '../stage/balancer.js';
import type { Ended } from '../stage/instance.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';
import { unserved, writesKept } from './usual-figures.js';

/** Seconds that an instance serves on when it is no longer ready: long enough for the balancer, which asks every second. */
const SHUTDOWN_DELAY = '3';

/** Calls per second whose body takes one to three seconds to arrive. */
const SLOW = 4;

/** R4: an instance of two is told to end, with requests under way. */
export const SHUTDOWN: Target = {
  id: 'R4',
  title: 'an instance of two behind a balancer is told to end (SIGTERM)',
  full: { rounds: 20, seconds: 5, rate: 200 },
  quick: { rounds: 4, seconds: 3, rate: 50 },
  play,
};

async function play(stage: Stage, { rounds, seconds, rate }: Extent): Promise<Figure[]> {
  const scene = await stage.scene({ instances: 2, variables: { SHUTDOWN_DELAY } });
  const random = stage.random('R4');
  const balancer = await Balancer.open(scene.instances);
  const loadOf = (writer: Writer): LoadProps => {
    const kinds = [...scene.reads(random, 0.85 * rate), writer.kind(0.15 * rate), writer.slowKind(SLOW, random)];
    return { rate, kinds, random, url: () => balancer.url };
  };

  const calm = scene.writer('calm');
  const control = await OpenLoop.run(loadOf(calm), seconds);
  const differences = [await scene.differences(calm)];

  const loads: Samples[] = [];
  const endings: Ended[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const instance = scene.instances[round % scene.instances.length] ?? scene.first;
    const writer = scene.writer('ended');
    const load = OpenLoop.start(loadOf(writer));
    await delay(2000);
    endings.push(await instance.end('SIGTERM'));
    await instance.start();
    while (!balancer.includes(instance)) await delay(50);
    await delay(500);
    loads.push(await load.stop());
    differences.push(await scene.differences(writer));
  }
  balancer.close();
  await scene.close();
  const slow = (samples: Samples): Samples => samples.of('slow write');
  const quick = (samples: Samples): Samples => samples.of('read', 'write');
  return [
    ...unserved('requests of 1 to 3 s', loads.map(slow), slow(control)),
    {
      what: 'requests of 1 to 3 s in all',
      aim: atLeast(1),
      rounds: loads.map((samples) => slow(samples).count),
      control: slow(control).count,
    },
    ...unserved('other requests', loads.map(quick), quick(control)),
    { what: 'ends with another code than 0', aim: never(), rounds: endings.map(({ code }) => (code === 0 ? 0 : 1)) },
    writesKept(differences),
    {
      what: 'seconds from the signal to the end',
      aim: atMost(15),
      rounds: endings.map((ended) => ended.seconds),
      isTimed: true,
    },
  ];
}
