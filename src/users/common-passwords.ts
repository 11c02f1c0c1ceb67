import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** Made by test/support/common-passwords.ts, which says where they come from. */
const LIST = new URL('./common-passwords.txt.br', import.meta.url);

/** What heads newer lists and has a lower-case letter, an upper-case letter, a digit and a symbol, in lower case. */
const ALSO = [
  'p@ssw0rd',
  'p@ssw0rd1',
  'p@$$w0rd',
  'pa$$w0rd',
  'p@55w0rd',
  'p@ssword1',
  'pass@123',
  'admin@123',
  'india@123',
  'abcd@1234',
  'aa@123456',
  '1qaz@wsx',
  '1qaz!qaz',
  'zaq1@wsx',
  'zaq!2wsx',
];

let passwords: ReadonlySet<string> | undefined;

/** Whether a password is one of the 10 000 most common, whatever its case. */
export function isCommonPassword(password: string): boolean {
  return (passwords ??= load()).has(password.toLowerCase());
}

/** Unpacking takes some milliseconds, and nobody needs it before a password is chosen. */
function load(): ReadonlySet<string> {
  return new Set([...brotliDecompressSync(readFileSync(LIST)).toString().split('\n'), ...ALSO]);
}
