import type { FastifyRequest } from 'fastify';

/** Whether the request carries credentials, so that its answer may depend on who asks. */
export function hasCredentials({ headers }: FastifyRequest): boolean {
  return headers.authorization !== undefined || headers['x-api-key'] !== undefined;
}

/** Whether an answer to it may be one that the response cache keeps: those are for anonymous callers. */
export function mayBeKept(request: FastifyRequest): boolean {
  return request.route.cached === true && request.method === 'GET' && !hasCredentials(request);
}

/** Whether the method only reads (RFC 9110 §9.2.1). */
export function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
