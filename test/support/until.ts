import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two looks, and until there is no hope left. */
const PAUSE = 50;
const PATIENCE = 60_000;

/** Asks again and again until something holds. @throws Error when it does not within a minute. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`This has not come true: ${holds.toString()}`);
    await delay(PAUSE);
  }
}
