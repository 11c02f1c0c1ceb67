import type { Stamp } from './tag-ledger.js';

/** An answer as it was sent, with what tells whether it still holds. */
export interface StoredAnswer {
  readonly body: Buffer;
  readonly etag: string | undefined;
  /** The moment before its handler read anything. */
  readonly stamp: Stamp;
  readonly tags: readonly string[];
  /** When it is forgotten whatever the ledger says, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** One line of JSON about the answer, then its body, which is text. */
export function encodeAnswer({ body, etag, stamp, tags, expiresAt }: StoredAnswer): string {
  const head = [stamp.epoch, stamp.clock, etag ?? null, tags, expiresAt, body.length];
  return `${JSON.stringify(head)}\n${body.toString()}`;
}

/** Undefined for what `encodeAnswer` has not written, or not all of it. */
export function decodeAnswer(text: string): StoredAnswer | undefined {
  const end = text.indexOf('\n');
  const [epoch, clock, etag, tags, expiresAt, length] = parseHead(text.slice(0, Math.max(0, end)));
  const body = Buffer.from(text.slice(end + 1));
  if (typeof epoch !== 'string' || typeof clock !== 'number' || typeof expiresAt !== 'number') return undefined;
  if (!isStrings(tags) || length !== body.length) return undefined;
  return { body, etag: typeof etag === 'string' ? etag : undefined, stamp: { epoch, clock }, tags, expiresAt };
}

function parseHead(head: string): unknown[] {
  try {
    const value: unknown = JSON.parse(head);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
