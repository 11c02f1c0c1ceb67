import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config/index.js';
import {
  canonicalQuery,
  hasCredentials,
  isReply,
  Representation,
  represent,
  type Handle,
  type HandlerStep,
} from '../http/index.js';
import { CacheReport } from './cache-report.js';
import { EarlyAnswers } from './early-answers.js';
import { answerId, ResponseCache } from './response-cache.js';

/**
 * Answers anonymous reads of `@Cached` operations through the response cache. It stands behind the input check, which
 * has parsed the query, so that a bad query is refused and two spellings of one query share an answer.
 */
@Injectable()
export class ResponseCacheStep implements HandlerStep {
  private readonly enabled: boolean;

  constructor(
    { cache: { enabled } }: Config,
    private readonly cache: ResponseCache,
    private readonly early: EarlyAnswers,
    private readonly report: CacheReport,
  ) {
    this.enabled = enabled;
  }

  serve(request: FastifyRequest, reply: FastifyReply, handle: Handle): Promise<Representation> | undefined {
    if (!request.route.cached) return undefined;
    if (this.enabled && !hasCredentials(request)) return this.answer(request, reply, handle);
    this.report.tell(reply, 'bypass');
    return undefined;
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, handle: Handle): Promise<Representation> {
    const id = answerId(keyOf(request));
    const { answer, outcome } = await this.cache.answer(id, () => produce(reply, handle), request.recollection);
    this.early.learn(request, id);
    this.report.tell(reply, outcome);
    return new Representation(answer.body, answer.etag);
  }
}

/** What the caller asked for, by the route and its checked parameters: no header has a part in it. */
function keyOf({ route, params, query }: FastifyRequest): string {
  return JSON.stringify([route.url, params, canonicalQuery(query as object)]);
}

async function produce(reply: FastifyReply, handle: Handle): Promise<Representation> {
  const value = await handle();
  if (reply.statusCode !== 200 || !isReply(value))
    throw new TypeError('A cached operation answers 200 with a reply, or throws');
  return represent(value);
}
