import type { Account } from './account.js';
import type { Known } from './known.js';

/** Who asks; a scraper is what reads the metrics. */
export type Actor = 'anonymous' | 'user' | 'moderator' | 'admin' | 'apiKey' | 'scraper';

/** A body as it is to be sent: as bytes if they are given, else as JSON, else as lines of JSON. */
export interface SketchedBody {
  /** Undefined for a body that does not say what it is. */
  mediaType?: string;
  /** One for each character. */
  bytes?: string;
  json?: unknown;
  lines?: unknown[];
}

/** A request in which things that exist have not got their names yet. */
export interface Sketch {
  actor: Actor;
  method: string;
  /** Parts of the path between its slashes; texts stand there as they are. */
  segments: (string | Known)[];
  /** Texts stand there as they are. */
  query: [name: string, value: string | Known][];
  headers: [name: string, value: string | Known][];
  body?: SketchedBody;
}

/** The body as characters that stand for a byte each. */
export function textOf({ bytes, json, lines }: SketchedBody, replace?: (value: unknown) => unknown): string {
  if (bytes !== undefined) return bytes;
  const replacer = replace && ((_: string, value: unknown): unknown => replace(value));
  const values = lines ?? (json === undefined ? [] : [json]);
  const text = values.map((value) => JSON.stringify(value, replacer)).join('\n');
  return Buffer.from(text).toString('latin1');
}

/** A request as it goes over the wire. */
export interface Sent {
  actor: Actor;
  /** Whose credentials were put in; what is hostile among the headers may stand in their place. */
  account: Account;
  method: string;
  target: string;
  headers: Record<string, string>;
  body?: Buffer;
}
