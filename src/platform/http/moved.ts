import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Thrown where what a request asks for has another address now. */
export abstract class Moved extends Error {
  /** The request target that it has now. @param asked the one that the client has sent. */
  abstract target(asked: string): string;
}

/**
 * Leads the client on, with its method and body (RFC 9110 §15.4.9). Not to be kept, because the old address may be taken
 * again.
 */
export function sendOn(reply: FastifyReply, moved: Moved): void {
  const headers = { Location: moved.target(reply.request.url), 'Cache-Control': 'no-store' };
  void reply.code(HttpStatus.PERMANENT_REDIRECT).headers(headers).send();
}
