import { jest } from '@jest/globals';
import { constants, PerformanceObserver, type NodeGCPerformanceDetail } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { until } from '../../test/support/until.js';
import { giveBackMemory, giveBackMemoryWhenIdle } from './give-back-memory.js';

const MEBIBYTE = 1024 * 1024;

/** Takes memory that nobody needs afterwards. @returns the bytes of the heap while it was needed. */
function takeMemory(): number {
  const needed: number[][] = Array.from({ length: 1_000 }, () => Array.from({ length: 10_000 }, (_, n) => n / 2));
  const size = getHeapStatistics().total_physical_size;
  needed.length = 0;
  return size;
}

it('gives back the memory of what nobody needs any more', () => {
  const before = takeMemory();
  giveBackMemory();
  expect(getHeapStatistics().total_physical_size).toBeLessThan(before - 50 * MEBIBYTE);
});

describe('A process that idles', () => {
  let collections: number;
  let observer: PerformanceObserver;

  beforeEach(async () => {
    // From here on V8 has no reason of its own to collect.
    giveBackMemory();
    await delay(100);
    collections = 0;
    observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { detail: NodeGCPerformanceDetail }[])
        if (entry.detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
    });
    observer.observe({ entryTypes: ['gc'] });
  });

  afterEach(() => {
    observer.disconnect();
    jest.restoreAllMocks();
  });

  it('gives back memory soon after its start', async () => {
    giveBackMemoryWhenIdle();
    await until(() => collections > 0);
  });

  it('keeps it when it has been busy before', async () => {
    jest.spyOn(performance, 'now').mockReturnValueOnce(performance.now() - 31_000);
    giveBackMemoryWhenIdle();
    await delay(4_500);
    expect(collections).toBe(0);
  });
});
