import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Config } from '../config/index.js';
import { canonicalQuery, hasCredentials, isReply, Representation, represent } from '../http/index.js';
import { CacheReport } from './cache-report.js';
import { EarlyAnswers } from './early-answers.js';
import { answerId, ResponseCache } from './response-cache.js';

/**
 * Answers anonymous reads of `@Cached` operations through the response cache. It stands behind the input check, which
 * has parsed the query, so that a bad query is refused and two spellings of one query share an answer.
 */
@Injectable()
export class ResponseCacheInterceptor implements NestInterceptor {
  private readonly enabled: boolean;

  constructor(
    { cache: { enabled } }: Config,
    private readonly cache: ResponseCache,
    private readonly early: EarlyAnswers,
    private readonly report: CacheReport,
  ) {
    this.enabled = enabled;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!request.routeOptions.config.cached) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (this.enabled && !hasCredentials(request)) return from(this.answer(request, reply, next));
    this.report.tell(reply, 'bypass');
    return next.handle();
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, next: CallHandler): Promise<Representation> {
    const id = answerId(keyOf(request));
    const { answer, outcome } = await this.cache.answer(id, () => produce(reply, next), request.recollection);
    this.early.learn(request, id);
    this.report.tell(reply, outcome);
    return new Representation(answer.body, answer.etag);
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
