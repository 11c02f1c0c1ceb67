import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * A 256-bit key for one purpose, derived from a root secret by HKDF-SHA-256 (RFC 5869).
 * Keys of different purposes are independent: knowing one tells nothing about another. OpenSSL takes a key object as it is;
 * of bytes a cipher would make one each time, which costs more than to encrypt a cursor.
 */
export function deriveKey(secret: string, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `quire/${purpose}`, 32)));
}
