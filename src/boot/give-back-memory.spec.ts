import { getHeapStatistics } from 'node:v8';
import { giveBackMemory } from './give-back-memory.js';

const MEBIBYTE = 1024 * 1024;

it('gives back the memory of what nobody needs any more', () => {
  const needed: number[][] = Array.from({ length: 1_000 }, () => Array.from({ length: 10_000 }, (_, n) => n / 2));
  const before = getHeapStatistics().total_physical_size;
  needed.length = 0;
  giveBackMemory();
  expect(getHeapStatistics().total_physical_size).toBeLessThan(before - 50 * MEBIBYTE);
});
