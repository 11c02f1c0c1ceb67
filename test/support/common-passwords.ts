import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const LIST = new URL('../../src/users/common-passwords.txt.br', import.meta.url);
const SOURCE = new URL(import.meta.resolve('@zxcvbn-ts/language-common/package.json'));

/**
 * The 10 000 most common passwords, sorted, one in a line: the head of the list of zxcvbn-ts (MIT), which is in order of
 * their frequency among Mark Burnett's ten million of xato.net, in lower case, without those that are mere patterns.
 */
export function commonPasswords(): string {
  const byFrequency = JSON.parse(readFileSync(new URL('src/passwords.json', SOURCE), 'utf8')) as string[];
  return byFrequency.slice(0, 10_000).sort().join('\n');
}

// `node test/support/common-passwords.ts` writes the list anew.
if (import.meta.main) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(LIST, brotliCompressSync(commonPasswords(), { params }));
}
