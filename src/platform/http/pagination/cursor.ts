import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { invalidCursor } from '../../problem/index.js';

/** Where a page ended: the last row's sort value, as the database writes it, and its id. */
export interface Position {
  value: string | null;
  id: string;
}

const NONCE = 12;
const TAG = 16;

/**
 * Seals positions into opaque cursors (AES-256-GCM). The list that a cursor belongs to (its path, filters, order and
 * caller) is authenticated with it, so that a cursor of one list is refused by every other and shows nothing.
 */
export class CursorSeal {
  constructor(private readonly key: KeyObject) {}

  seal(position: Position, list: string): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(list));
    const sealed = cipher.update(JSON.stringify([position.value, position.id]), 'utf8');
    return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws INVALID_CURSOR when the cursor is not one of this list's. */
  open(cursor: string, list: string): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    if (bytes.length <= NONCE + TAG || bytes.toString('base64url') !== cursor) throw invalidCursor();
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE))
        .setAAD(Buffer.from(list))
        .setAuthTag(bytes.subarray(-TAG));
      const text = decipher.update(bytes.subarray(NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8');
      const [value, id] = JSON.parse(text) as [string | null, string];
      return { value, id };
    } catch (cause) {
      throw invalidCursor({ cause });
    }
  }
}
