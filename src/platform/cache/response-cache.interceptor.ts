import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { canonicalQuery, hasCredentials, isReply, Representation, represent } from '../http/index.js';
import { Metrics } from '../observability/index.js';
import { CACHED } from './cached.decorator.js';
import { ResponseCache, type CacheOutcome } from './response-cache.js';

/** `Cache-Status` (RFC 9211) by outcome. */
const STATUS: Record<CacheOutcome, string> = {
  hit: 'quire; hit',
  miss: 'quire; fwd=miss',
  bypass: 'quire; fwd=bypass',
};

/**
 * Answers anonymous reads of `@Cached` operations through the response cache. It stands behind the input check, which
 * has parsed the query, so that a bad query is refused and two spellings of one query share an answer.
 */
@Injectable()
export class ResponseCacheInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly cache: ResponseCache,
    private readonly metrics: Metrics,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!this.reflector.get<boolean | undefined>(CACHED, context.getHandler())) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (!hasCredentials(request)) return from(this.answer(request, reply, next));
    this.report(reply, 'bypass');
    return next.handle();
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, next: CallHandler): Promise<Representation> {
    const { answer, outcome } = await this.cache.answer(keyOf(request), () => produce(reply, next));
    this.report(reply, outcome);
    return new Representation(answer.body, answer.etag);
  }

  private report(reply: FastifyReply, outcome: CacheOutcome): void {
    void reply.header('Cache-Status', STATUS[outcome]);
    this.metrics.cacheAnswered(outcome);
  }
}

/** What the caller asked for, by the route and its checked parameters: no header has a part in it. */
function keyOf({ routeOptions, params, query }: FastifyRequest): string {
  return JSON.stringify([routeOptions.url, params, canonicalQuery(query as object)]);
}

async function produce(reply: FastifyReply, next: CallHandler): Promise<Representation> {
  const value: unknown = await lastValueFrom(next.handle());
  if (reply.statusCode !== 200 || !isReply(value))
    throw new TypeError('A cached operation answers 200 with a reply, or throws');
  return represent(value);
}
