import { Answer, List, Page, Resource, type Reply } from '../reply/reply.js';

type StoredReply =
  | { kind: 'none' }
  | { kind: 'resource'; data: unknown; version: number; location?: string }
  | { kind: 'answer'; data: unknown; location?: string }
  | { kind: 'list'; data: unknown }
  | { kind: 'page'; data: unknown; meta: Page<unknown>['meta']; links: Page<unknown>['links'] };

/** The text that a reply is kept as; `restoreReply` makes one of it whose representation has the same bytes. */
export function storeReply(reply: Reply): string {
  return JSON.stringify(toStored(reply));
}

export function restoreReply(text: string): Reply {
  const stored = JSON.parse(text) as StoredReply;
  switch (stored.kind) {
    case 'none':
      return undefined;
    case 'resource':
      return new Resource(stored.data, stored.version, stored.location);
    case 'answer':
      return new Answer(stored.data, stored.location);
    case 'list':
      return new List(stored.data as unknown[]);
    case 'page':
      return new Page(stored.data as unknown[], stored.meta, stored.links);
  }
}

function toStored(reply: Reply): StoredReply {
  if (reply === undefined) return { kind: 'none' };
  const { data } = reply;
  if (reply instanceof Resource) return { kind: 'resource', data, version: reply.version, location: reply.location };
  if (reply instanceof Page) return { kind: 'page', data, meta: reply.meta, links: reply.links };
  if (reply instanceof List) return { kind: 'list', data };
  return { kind: 'answer', data, location: reply.location };
}
