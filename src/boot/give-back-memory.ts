import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds over which it is judged whether the process idles, and the share of them that it may be at work. */
const SPAN = 2_000;
const IDLE = 0.25;

/**
 * Gives back what the start took and nobody needs any more, as soon as the process idles: V8 keeps it otherwise, for as
 * long as nothing happens. A busy process would only take it again.
 */
export function giveBackMemoryWhenIdle(): void {
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > IDLE) return;
    clearInterval(timer);
    giveBackMemory();
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
