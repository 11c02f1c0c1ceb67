import { createHmac, type KeyObject } from 'node:crypto';

/**
 * What makes a request the same as another: its method, path with query, and body, whatever the order of members.
 * HMAC-SHA-256 under a key that is not in the database, because a body may hold a password.
 */
export function fingerprint(key: KeyObject, method: string, url: string, body: unknown): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([method, url, canonical(body)]))
    .digest();
}

/** Members in the order of their names, at every depth (the body's depth is bounded on its way in). */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: members.map(([name, member]) => [name, canonical(member)]) };
}
