import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../bench/random.js';
import { atLeast, atMost, never, type Figure } from '../figure.js';
import type { Instance } from '../stage/instance.js';
import { ask } from '../stage/postgres.js';
import { differencesOf, schemaOf } from '../stage/schema.js';
import type { Stage } from '../stage/stage.js';
import type { Extent, Target } from '../target.js';

const INSTANCES = 4;

/** Half as many starts together as kills. */
const SHARE_OF_STARTS = 0.5;

/** Of the migrations, those after which it is killed at the latest: the last ones pass within one look. */
const LATEST_KILL = 0.75;

/** R8: instances that start at once on an empty database, and one that is killed while it migrates. */
export const START_TOGETHER: Target = {
  id: 'R8',
  title: 'four instances start at once; one is killed (SIGKILL) while it migrates',
  full: { rounds: 10, seconds: 0, rate: 0 },
  quick: { rounds: 2, seconds: 0, rate: 0 },
  play,
};

async function play(stage: Stage, { rounds }: Extent): Promise<Figure[]> {
  const random = stage.random('R8');
  const model = await stage.createDatabase();
  const alone = await stage.instance(model);
  const secondsAlone = await alone.start();
  await alone.end('SIGTERM');
  const schema = await schemaOf(model);
  const migrations = await migrationsOf(model);

  const seconds: number[] = [];
  const together: number[] = [];
  const twice: number[] = [];
  for (let round = 0; round < Math.ceil(rounds * SHARE_OF_STARTS); round += 1) {
    const url = await stage.createDatabase();
    const instances = await Promise.all(Array.from({ length: INSTANCES }, () => stage.instance(url)));
    seconds.push(Math.max(...(await Promise.all(instances.map((instance) => instance.start())))));
    together.push(differencesOf(schema, await schemaOf(url)));
    twice.push((await migrationsOf(url)) - migrations);
    await Promise.all(instances.map((instance) => instance.end('SIGKILL')));
  }

  const left: number[] = [];
  const recovered: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const url = await stage.createDatabase();
    const instance = await stage.instance(url);
    left.push(migrations - (await killWhileMigrating(instance, url, migrations, random)));
    await instance.start();
    recovered.push(differencesOf(schema, await schemaOf(url)));
    await instance.end('SIGKILL');
  }
  const again = await stage.createDatabase();
  const control = await stage.instance(again);
  await control.start();
  await control.end('SIGKILL');
  const differences = differencesOf(schema, await schemaOf(again));
  return [
    {
      what: `parts of the schema that differ after ${INSTANCES} starts at once`,
      aim: never(),
      rounds: together,
      control: differences,
    },
    { what: 'migrations noted too often or not at all', aim: never(), rounds: twice.map(Math.abs) },
    {
      what: 'parts of the schema that differ after a kill and a new start',
      aim: never(),
      rounds: recovered,
      control: differences,
    },
    { what: 'migrations that were left to do when it was killed', aim: atLeast(1), rounds: left },
    {
      what: `seconds until ${INSTANCES} are ready`,
      aim: atMost(10),
      rounds: seconds,
      control: secondsAlone,
      isTimed: true,
    },
  ];
}

/** Gives the number of migrations that were done when the process was gone. */
async function killWhileMigrating(
  instance: Instance,
  url: string,
  migrations: number,
  random: Random,
): Promise<number> {
  const enough = random.below(Math.floor(migrations * LATEST_KILL));
  await instance.launch();
  while ((await migrationsOf(url)) < enough || !(await hasBegun(url))) {
    if (!instance.running) throw new Error('An instance ended while it was to migrate');
    await delay(1);
  }
  await instance.end('SIGKILL');
  return migrationsOf(url);
}

async function hasBegun(url: string): Promise<boolean> {
  const [row] = await ask<{ begun: boolean }>(url, `SELECT to_regclass('migrations') IS NOT NULL AS begun`);
  return row?.begun === true;
}

/** How many are noted as done. */
async function migrationsOf(url: string): Promise<number> {
  if (!(await hasBegun(url))) return 0;
  const [row] = await ask<{ count: number }>(url, 'SELECT count(*)::int AS count FROM migrations');
  return row?.count ?? 0;
}
