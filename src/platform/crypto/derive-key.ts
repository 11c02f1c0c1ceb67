import { hkdfSync } from 'node:crypto';

/**
 * A 256-bit key for one purpose, derived from a root secret by HKDF-SHA-256 (RFC 5869).
 * Keys of different purposes are independent: knowing one tells nothing about another.
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `quire/${purpose}`, 32));
}
