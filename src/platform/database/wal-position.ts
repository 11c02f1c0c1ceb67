/**
 * A point in the history of a cluster: its timeline (8) and its place in the log (16) in hexadecimal digits, so that texts
 * compare as the points do, here and in Lua. What was written before a point on a later timeline lies before it too.
 */
export type WalPosition = string;

/** @param timeline 8 hexadecimal digits. @param lsn as PostgreSQL writes it: `16/B374D848`. */
export function walPosition(timeline: string, lsn: string): WalPosition {
  return (
    timeline +
    lsn
      .split('/')
      .map((half) => half.padStart(8, '0'))
      .join('')
  );
}

/** How many bytes of the log lie between two points; 0 when the second has been passed. */
export function bytesBetween(from: WalPosition, to: WalPosition): number {
  const [start, end] = [from, to].map((position) => BigInt(`0x0${position.slice(8)}`)) as [bigint, bigint];
  return end > start ? Number(end - start) : 0;
}
