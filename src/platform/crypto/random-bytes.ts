import { randomFillSync } from 'node:crypto';

const SIZE = 16;
const pool = Buffer.alloc(SIZE * 256);
let next = pool.length;

/**
 * Sixteen random bytes, drawn many at a time, because a draw costs more than all else about an id. They are good until
 * the caller returns to the event loop.
 */
export function sixteenRandomBytes(): Uint8Array {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  return pool.subarray(next, (next += SIZE));
}
