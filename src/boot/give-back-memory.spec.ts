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

it('does so once the process idles', async () => {
  const before = takeMemory();
  giveBackMemoryWhenIdle();
  await until(() => getHeapStatistics().total_physical_size < before - 50 * MEBIBYTE);
});
