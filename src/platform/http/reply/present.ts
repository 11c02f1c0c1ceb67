import { HttpStatus } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasCredentials, isRead } from './credentials.js';
import { matchesNone } from './entity-tag.js';
import { isReply, represent, Representation } from './representation.js';

const JSON_MEDIA = 'application/json; charset=utf-8';

/** What every answer may depend on. */
const VARY = 'Accept-Encoding, Authorization, X-API-Key';

/**
 * Makes an answer of what a handler gives: of a reply, or of its representation. Other values (probes, metrics) pass as
 * they are.
 *
 * @returns what is to be sent.
 */
export function answerWith(request: FastifyRequest, reply: FastifyReply, value: unknown): unknown {
  if (value instanceof Representation) return present(request, reply, value);
  if (isReply(value)) return present(request, reply, represent(value));
  setCaching(request, reply);
  return value;
}

/**
 * Sets what goes with a representation: its tag, its media type, its caching rules, and `304` where the caller has it
 * already.
 *
 * @returns the bytes to send; undefined with `304`.
 */
export function present(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, etag, location }: Representation,
): Buffer | undefined {
  setCaching(request, reply);
  if (location) reply.header('Location', location);
  if (etag) reply.header('ETag', etag);
  if (etag && isUnchanged(request, reply, etag)) {
    reply.code(HttpStatus.NOT_MODIFIED);
    return undefined;
  }
  const { media = JSON_MEDIA } = request.route;
  if (!reply.hasHeader('Content-Type')) reply.header('Content-Type', media);
  return body;
}

/**
 * Anonymous reads may be kept by anybody who asks again; what depends on the caller by nobody. An operation that has its
 * own rule (probes, metrics) keeps it.
 */
function setCaching(request: FastifyRequest, reply: FastifyReply): void {
  if (reply.hasHeader('Cache-Control')) return;
  const shared = isRead(request) && request.route.access === 'public' && !hasCredentials(request);
  reply.header('Cache-Control', shared ? 'public, max-age=0, must-revalidate' : 'private, no-store');
  const before = reply.getHeader('Vary');
  reply.header('Vary', before === undefined ? VARY : [before, VARY].flat().join(', '));
}

function isUnchanged(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  const known = request.headers['if-none-match'];
  return known !== undefined && isRead(request) && reply.statusCode === 200 && matchesNone(known, etag);
}
