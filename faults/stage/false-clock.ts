import { existsSync } from 'node:fs';

/** Where Debian's package `libfaketime` puts its library, by the processor's name in such folders. */
const FOLDERS = ['x86_64-linux-gnu', 'aarch64-linux-gnu', 'arm-linux-gnueabihf'];

/**
 * The variables that let a process see another time of day. Clocks that only measure go right.
 *
 * @throws Error where libfaketime is not installed.
 */
export function falseClock(seconds: number): Record<string, string> {
  const library = FOLDERS.map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`).find((path) =>
    existsSync(path),
  );
  if (library === undefined) throw new Error('R14 needs libfaketime: apt-get install faketime');
  const offset = seconds < 0 ? `${seconds}s` : `+${seconds}s`;
  return { LD_PRELOAD: library, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}
