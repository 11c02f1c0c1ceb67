import { HttpStatus, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { hasCredentials, isRead } from './credentials.js';
import { matchesNone } from './entity-tag.js';
import { isReply, represent, Representation } from './representation.js';

/**
 * The outermost step: turns what the inner ones give (a reply, or the bytes of a cached one) into the answer, with its
 * tag, its caching rules, and `304` where the caller has it already. Other values (probes, metrics) pass as they are.
 */
@Injectable()
export class RepresentationInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((value: unknown) => {
        setCaching(request, reply);
        if (value instanceof Representation) return send(request, reply, value);
        return isReply(value) ? send(request, reply, represent(value)) : value;
      }),
    );
  }
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, etag, location }: Representation,
): Buffer | undefined {
  if (location) void reply.header('Location', location);
  if (etag) void reply.header('ETag', etag);
  if (etag && isUnchanged(request, reply, etag)) {
    void reply.code(HttpStatus.NOT_MODIFIED);
    return undefined;
  }
  if (!reply.hasHeader('Content-Type')) void reply.type('application/json; charset=utf-8');
  return body;
}

/**
 * Anonymous reads may be kept by anybody who asks again; what depends on the caller by nobody. An operation that has its
 * own rule (probes, metrics) keeps it.
 */
function setCaching(request: FastifyRequest, reply: FastifyReply): void {
  if (reply.hasHeader('Cache-Control')) return;
  const shared = isRead(request) && request.routeOptions.config.access === 'public' && !hasCredentials(request);
  void reply.header('Cache-Control', shared ? 'public, max-age=0, must-revalidate' : 'private, no-store');
  const before = [reply.getHeader('Vary') ?? []].flat().map(String);
  void reply.header('Vary', [...before, 'Accept-Encoding', 'Authorization', 'X-API-Key'].join(', '));
}

function isUnchanged(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  const known = request.headers['if-none-match'];
  return known !== undefined && isRead(request) && reply.statusCode === 200 && matchesNone(known, etag);
}
