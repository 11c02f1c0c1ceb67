import { v7 } from 'uuid';
import { sixteenRandomBytes } from '../platform/crypto/index.js';

/** A UUIDv7 for what a line becomes; ids of one millisecond keep the order of their lines. */
export function lineId(line: number): string {
  return v7({ random: sixteenRandomBytes(), seq: line });
}
