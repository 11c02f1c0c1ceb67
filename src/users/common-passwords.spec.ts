import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { commonPasswords } from '../../test/support/common-passwords.js';
import { isCommonPassword } from './common-passwords.js';

const LIST = new URL('common-passwords.txt.br', import.meta.url);

describe('the list of common passwords', () => {
  it('is the head of the list that it is made from, and small', () => {
    expect(brotliDecompressSync(readFileSync(LIST)).toString()).toBe(commonPasswords());
    expect(commonPasswords().split('\n')).toHaveLength(10_000);
    expect(readFileSync(LIST).length).toBeLessThan(60_000);
  });

  it('C008: is refused, whatever the case', () => {
    const long = commonPasswords()
      .split('\n')
      .filter((password) => password.length >= 8);
    const sample = long.filter((_, index) => index % Math.floor(long.length / 50) === 0);
    expect(sample.length).toBeGreaterThanOrEqual(50);
    for (const password of sample) {
      expect([password, isCommonPassword(password), isCommonPassword(password.toUpperCase())]).toEqual([
        password,
        true,
        true,
      ]);
    }
  });
});
