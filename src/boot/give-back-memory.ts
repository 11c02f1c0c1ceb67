import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds over which it is judged whether the process idles, and the share of them that it may be at work. */
const SPAN = 2_000;
const IDLE = 0.05;

/** Milliseconds after which what the process has is no longer what its start took. */
const BEGINNING = 30_000;

/**
 * Gives back what the start took and nobody needs any more, if the process idles soon after it: V8 keeps it otherwise, for
 * as long as nothing happens. A process that is asked from the beginning would only take it again; later, the collection
 * would throw away the code that requests have made fast, and the next ones would wait for that, and for the collection.
 */
export function giveBackMemoryWhenIdle(): void {
  const startedAt = performance.now();
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const isIdle = performance.eventLoopUtilization(now, before).utilization <= IDLE;
    const isLate = performance.now() - startedAt >= BEGINNING;
    before = now;
    if (isIdle || isLate) clearInterval(timer);
    if (isIdle && !isLate) giveBackMemory();
  }, SPAN).unref();
}

/** Collects all garbage and returns the emptied pages to the system; the event loop stands still for about 0.1 s. */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as NodeJS.GCFunction;
  // V8 takes the code that an earlier process compiled only if that had the same flags to the end.
  setFlagsFromString('--no-expose-gc');
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
