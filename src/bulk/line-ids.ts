import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Bytes of chance that an id takes, and that are drawn at once: a draw costs more than all else about an id. */
const SIZE = 16;
const pool = Buffer.alloc(SIZE * 256);
let next = pool.length;

/** A UUIDv7 for what a line becomes; ids of one millisecond keep the order of their lines. */
export function lineId(line: number): string {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const random = pool.subarray(next, (next += SIZE));
  return v7({ random, seq: line });
}
