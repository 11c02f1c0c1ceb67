import { Agent, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Sent } from './sketch.js';

/** An answer, read to its end. */
export interface Answer {
  status: number;
  /** By their names in lower case. */
  headers: Record<string, string | undefined>;
  text: string;
  /** The parsed body; undefined when it is no JSON. */
  body: unknown;
  /** Milliseconds from the first byte sent to the last one read. */
  took: number;
}

/** No answer: the connection ended before there was one, or nothing came for a long time. */
export class NoAnswer {
  constructor(readonly message: string) {}
}

/** Milliseconds after which nothing is expected any more. */
const PATIENCE = 30_000;

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends a request as it is: nothing of its target is normalised, and a body goes with any method. */
export function send(url: string, { method, target, headers, body }: Sent): Promise<Answer | NoAnswer> {
  const { hostname, port } = new URL(url);
  const begun = performance.now();
  return new Promise((resolve) => {
    const length = body || !['GET', 'HEAD'].includes(method) ? { 'Content-Length': body?.length ?? 0 } : {};
    const options = {
      agent,
      hostname,
      port,
      method,
      path: target,
      headers: { ...length, ...headers },
      timeout: PATIENCE,
    };
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', fail);
      incoming.once('end', () => {
        const text = decoded(Buffer.concat(chunks), incoming.headers['content-encoding']).toString();
        const told = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
        const took = performance.now() - begun;
        resolve({ status: incoming.statusCode ?? 0, headers: told, text, body: parsed(text), took });
      });
    });
    const fail = (error: Error): void => {
      resolve(new NoAnswer(error.message));
    };
    outgoing.once('error', fail);
    outgoing.once('timeout', () => outgoing.destroy(new Error(`nothing came for ${PATIENCE / 1000} s`)));
    outgoing.end(body);
  });
}

/** Ends the connections that are kept for requests to come. */
export function hangUp(): void {
  agent.destroy();
}

function decoded(bytes: Buffer, coding: string | undefined): Buffer {
  if (bytes.length === 0) return bytes;
  if (coding === 'gzip') return gunzipSync(bytes);
  return coding === 'br' ? brotliDecompressSync(bytes) : bytes;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
