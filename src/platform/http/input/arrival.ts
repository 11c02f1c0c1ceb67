import type { FastifyRequest } from 'fastify';

/** Whether all of a request is there: it has no body, or that has come (RFC 9112 §6.3). */
export function hasArrived({ raw: { complete, headers } }: FastifyRequest): boolean {
  return complete || (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0);
}
