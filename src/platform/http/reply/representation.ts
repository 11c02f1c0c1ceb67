import { hash } from 'node:crypto';
import { Answer, Document, List, Page, Resource, type Reply } from './reply.js';

/** An answer as bytes: what is sent, cached and compared by its tag. */
export class Representation {
  constructor(
    readonly body: Buffer,
    readonly etag?: string,
    readonly location?: string,
  ) {}
}

type Representable = Exclude<Reply, undefined> | Document;

/** Whether a handler's value is one of the replies that become a representation. */
export function isReply(value: unknown): value is Representable {
  return [Resource, Page, List, Answer, Document].some((kind) => value instanceof kind);
}

/** Serialises a reply, once. */
export function represent(reply: Representable): Representation {
  if (reply instanceof Page) return tagged(json({ data: reply.data, meta: reply.meta, links: reply.links }));
  if (reply instanceof Document) return tagged(Buffer.from(reply.text));
  const body = json({ data: reply.data });
  if (reply instanceof Resource) return new Representation(body, `"${reply.version}.${digest(body)}"`, reply.location);
  return reply instanceof List ? tagged(body) : new Representation(body, undefined, reply.location);
}

function tagged(body: Buffer): Representation {
  return new Representation(body, `"${digest(body)}"`);
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** 96 bits of SHA-256: a strong tag (RFC 9110 §8.8.3) needs only that different bytes differ. */
function digest(body: Buffer): string {
  return hash('sha256', body, 'base64url').slice(0, 16);
}
