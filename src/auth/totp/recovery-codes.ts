import { hash } from 'node:crypto';
import { Secret } from 'otpauth';

const COUNT = 10;
/** Bytes of one code: 80 bits are 16 letters of five bits each. */
const CODE_LENGTH = 10;
/** Base32 (RFC 4648) in lower case. */
const CODE = /^[a-z2-7]{16}$/;

/** New codes of 80 random bits each, written as `abcd-efgh-ijkl-mnop`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => inGroups(new Secret({ size: CODE_LENGTH }).base32.toLowerCase()));
}

/**
 * What is kept of a code, whatever its case, spaces and hyphens; undefined for what is none. A fast hash will do: nobody
 * guesses 80 random bits.
 */
export function recoveryCodeHash(text: string): Buffer | undefined {
  const code = text.toLowerCase().replace(/[\s-]+/g, '');
  return CODE.test(code) ? hash('sha256', code, 'buffer') : undefined;
}

function inGroups(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-');
}
