import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { v7 as uuidv7 } from 'uuid';

/**
 * `quire_<id>_<secret>_<checksum>` in lower-case hexadecimal: 128 bits that the row is found by, 256 random bits, and the
 * CRC-32 of all that stands before it. Prefix and checksum are for scanners of leaked secrets, and refuse a slip of the
 * pen without a look into the database.
 */
const FORM = /^(quire_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[0-9a-f]{64})_([0-9a-f]{8})$/;

/** A key that has just been made; its text is known now and never again. */
export interface NewApiKey {
  id: string;
  text: string;
  /** SHA-256 of the text: 256 random bits need no slower hash. */
  hash: Buffer;
  lastFour: string;
}

export function newApiKey(): NewApiKey {
  const id = uuidv7();
  const unchecked = `${apiKeyPrefix(id)}_${randomBytes(32).toString('hex')}`;
  const text = `${unchecked}_${checksum(unchecked)}`;
  return { id, text, hash: hashOf(text), lastFour: text.slice(-4) };
}

/** How the keys of an id begin. */
export function apiKeyPrefix(id: string): string {
  return `quire_${id.replaceAll('-', '')}`;
}

/** The id in a key's text; undefined when the text is no key. */
export function apiKeyId(text: string): string | undefined {
  const [, unchecked = '', ...rest] = FORM.exec(text) ?? [];
  return checksum(unchecked) === rest.pop() ? rest.join('-') : undefined;
}

/** Whether a text is the key whose hash is on record; takes as long when it is not. */
export function isApiKey(text: string, hash: Buffer): boolean {
  return timingSafeEqual(hashOf(text), hash);
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
