import { readFileSync } from 'node:fs';
import type { Method } from './load.js';

/** One statement as the application sent it to PostgreSQL. */
export interface SentStatement {
  /** Undefined for a text that is not prepared. */
  name?: string;
  text: string;
  values?: unknown[];
}

/** One answer of the application, with the statements that it took. */
export interface Recorded {
  method: Method;
  /** With the query. */
  path: string;
  authorization?: string;
  status: number;
  /** All but those that differ from answer to answer. */
  headers: Record<string, string>;
  /** The same of an answer from the response cache. */
  cachedHeaders?: Record<string, string>;
  etag?: string;
  body: string;
  statements: SentStatement[];
}

/** What the controls are made of: they do what the application was seen to do. */
export interface Tape {
  /** Stands in the recorded requests for the word that is another one in every request. */
  sample: string;
  answers: Recorded[];
}

/** Headers that each answer has of its own, and those that the connection brings along. */
const VOLATILE = new Set(
  'age connection content-length date etag keep-alive location server-timing transfer-encoding x-correlation-id x-request-id'.split(
    ' ',
  ),
);

/** The headers that a control sends as they are. */
export function constantHeaders(headers: Iterable<[string, string]>): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !VOLATILE.has(name)));
}

/** Reads a tape with the buffers in it. */
export function readTape(file: string): Tape {
  return JSON.parse(readFileSync(file, 'utf8'), revive) as Tape;
}

/** One line of the recorder. */
export function readStatement(line: string): SentStatement {
  return JSON.parse(line, revive) as SentStatement;
}

function revive(_name: string, value: unknown): unknown {
  const isBuffer = typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
  return isBuffer ? Buffer.from((value as unknown as { data: number[] }).data) : value;
}
