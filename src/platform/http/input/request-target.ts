import type { FastifyRequest } from 'fastify';

/** A path that no route has. */
const NOWHERE = '/undecodable';

const AUTHORITY = /^https?:\/\/[^/?#]*/i;
const ESCAPE = /%[\da-f]{2}/gi;
const UNRESERVED = /^[\w.~-]$/;

/** Most targets, which are spelled so already. */
const CANONICAL = /^\/[\w.~/-]*(?:\?[^#]*)?$/;

/**
 * The one spelling of a request target: without the authority of the absolute form (RFC 9112 §3.2.2), without a fragment,
 * and without escapes of characters that need none (RFC 3986 §6.2.2.2). Routing undoes all of these by itself; whatever
 * else reads the target would be led astray by another spelling. What cannot be decoded names nothing: Fastify's router
 * would answer it past every hook, so it is sent to a path that no route has.
 */
export function canonicalTarget(target: string): string {
  if (CANONICAL.test(target)) return target;
  const [local = ''] = target.replace(AUTHORITY, '').split('#', 1);
  const end = local.indexOf('?');
  const path = end < 0 ? local : local.slice(0, end);
  const query = end < 0 ? '' : local.slice(end);
  return canonicalPath(path === '' ? '/' : path) + query;
}

function canonicalPath(path: string): string {
  if (path !== '*' && !path.startsWith('/')) return NOWHERE;
  try {
    decodeURIComponent(path);
  } catch {
    return NOWHERE;
  }
  return path.replace(ESCAPE, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return UNRESERVED.test(character) ? character : escape;
  });
}

/** Whether a route of the API serves the request: asked of the route, not of the target, which the client has written. */
export function isOfApi({ route }: FastifyRequest): boolean {
  return route.url?.startsWith('/api/') ?? false;
}
