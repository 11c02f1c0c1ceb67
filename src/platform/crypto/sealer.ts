import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { deriveKey } from './derive-key.js';

const ALGORITHM = 'aes-256-gcm';
/** Bytes; a random IV of 96 bits is safe for 2^32 values under one key (NIST SP 800-38D §8.3). */
const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Encrypts small secrets for the database with AES-256-GCM. A sealed value names its key, so that one sealed under
 * another root secret is recognised, and is bound to its owner, so that it opens in no other row.
 */
export class Sealer {
  private readonly key: KeyObject;
  private readonly keyId: string;

  /** @param secret the root secret, from which a key for this purpose alone is derived. */
  constructor(secret: string, purpose: string) {
    this.key = deriveKey(secret, purpose);
    this.keyId = deriveKey(secret, `${purpose}/id`).export().toString('base64url').slice(0, 8);
  }

  /** `<key id>.<IV, ciphertext and tag in base64url>` */
  seal(value: Uint8Array, owner: string): string {
    const iv = randomBytes(IV_LENGTH);
    const cipher = createCipheriv(ALGORITHM, this.key, iv, { authTagLength: TAG_LENGTH }).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([iv, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
    return `${this.keyId}.${sealed.toString('base64url')}`;
  }

  /** Undefined when it was sealed under another key or for another owner, or has been changed. */
  open(sealed: string, owner: string): Buffer | undefined {
    const [keyId, encoded = ''] = sealed.split('.', 2);
    const bytes = Buffer.from(encoded, 'base64url');
    if (keyId !== this.keyId || bytes.length < IV_LENGTH + TAG_LENGTH) return undefined;
    const iv = bytes.subarray(0, IV_LENGTH);
    const decipher = createDecipheriv(ALGORITHM, this.key, iv, { authTagLength: TAG_LENGTH });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-TAG_LENGTH));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(IV_LENGTH, -TAG_LENGTH)), decipher.final()]);
    } catch {
      return undefined;
    }
  }
}
