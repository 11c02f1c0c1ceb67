import { setTimeout as delay } from 'node:timers/promises';
import type { RedisServer } from '../support/redis-server.js';
import { call } from './call.js';
import type { Exploration } from './exploration.js';
import type { Instance } from './instance.js';

/** Instances on one database and one Redis. */
export interface Deployment {
  readonly instances: readonly Instance[];
  readonly redis: RedisServer;
}

/** Lets clients work, so many operations, while something breaks; afterwards it works again, but for killed instances. */
export type Fault = (exploration: Exploration, operations: number, deployment: Deployment) => Promise<void>;

export const nothing: Fault = (exploration, operations) => exploration.run(operations);

export const redisCrashes: Fault = async (exploration, operations, { instances, redis }) => {
  const third = Math.ceil(operations / 3);
  await exploration.run(third, { strike: () => redis.stop() });
  // An instance that has not found the way back yet cannot tell what it writes to one that has.
  await exploration.run(third, { strike: () => redis.start(), writing: false });
  await untilRedisIsBack(instances);
  await exploration.run(third);
};

export const redisFreezes: Fault = async (exploration, operations, { instances, redis }) => {
  const third = Math.ceil(operations / 3);
  await exploration.run(third, {
    strike: () => {
      redis.pause();
    },
  });
  await exploration.run(third, {
    strike: () => {
      redis.resume();
    },
  });
  await untilRedisIsBack(instances);
  await exploration.run(third);
};

/** The last one dies. */
export const instanceDies: Fault = async (exploration, operations, { instances }) => {
  const half = Math.ceil(operations / 2);
  await exploration.run(half, { strike: () => instances.at(-1)?.kill() });
  await exploration.settle();
  await exploration.run(half);
};

async function untilRedisIsBack(instances: readonly Instance[]): Promise<void> {
  for (const { url } of instances) {
    while ((await call<{ status: string }>(url, 'GET', '//health/ready')).body.status !== 'ok') await delay(50);
  }
}
