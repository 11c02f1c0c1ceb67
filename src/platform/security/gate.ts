import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config/index.js';
import { isOfApi, type RateLimitPolicy } from '../http/index.js';
import { Metrics } from '../observability/index.js';
import { expectationFailed, rateLimited } from '../problem/index.js';
import { Authentication } from './authentication/index.js';
import { requireCaller, requireScope } from './check-access.js';
import { clientKey, RateLimiter, rateLimitHeaders } from './throttling/index.js';

/**
 * What stands between a request's headers and its body: who is asking, how often, and whether at all. Bad tokens are
 * recorded first and refused last, so that guessing them is limited too; refused bodies are never read.
 */
@Injectable()
export class Gate {
  /** The limit on all requests; undefined lifts every limit. */
  private readonly overall: RateLimitPolicy | undefined;

  constructor(
    { throttle }: Config,
    private readonly authentication: Authentication,
    private readonly limiter: RateLimiter,
    private readonly metrics: Metrics,
  ) {
    this.overall = throttle.enabled ? { name: 'default', limit: throttle.limit, window: throttle.ttl } : undefined;
  }

  /** Call it after the hooks that give a request its context. */
  guard(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async (request, reply) => {
      const inApi = isOfApi(request);
      if (inApi && !request.route.ignoresToken) await this.authentication.identify(request);
      if (this.overall) await this.limit(request, reply, this.overall);
      if (inApi) {
        requireCaller(request);
        requireScope(request);
      }
      requireKnownExpectation(request);
    });
    fastify.addHook('preParsing', async (request, reply) => {
      if (request.headers.expect) reply.raw.writeContinue();
    });
    answerExpectationsInTurn(fastify);
  }

  /**
   * An API key has an overall limit of its own, so that a busy program does not keep its owner out of the browser; what
   * an operation limits besides, its owner shares with all keys.
   *
   * @throws RATE_LIMITED
   */
  private async limit(request: FastifyRequest, reply: FastifyReply, overall: RateLimitPolicy): Promise<void> {
    const { unlimited = false, rateLimits = [] } = request.route;
    if (unlimited) return;
    const { principal } = request.context;
    const caller = principal?.userId ?? clientKey(request.clientAddress);
    const counts = [
      this.limiter.consume(overall, principal?.apiKey?.id ?? caller),
      ...rateLimits.map((policy) => this.limiter.consume(policy, caller)),
    ];
    const results = await Promise.all(counts);
    void reply.headers(rateLimitHeaders(results));
    const refusals = results.filter(({ allowed }) => !allowed);
    if (refusals.length === 0) return;
    for (const { policy } of refusals) this.metrics.rateLimited(policy.name);
    const wait = Math.max(1, ...refusals.map(({ retryAfterSeconds }) => retryAfterSeconds));
    throw rateLimited({ headers: { 'Retry-After': String(wait) } });
  }
}

function requireKnownExpectation({ headers }: FastifyRequest): void {
  if (headers.expect && headers.expect.toLowerCase() !== '100-continue') throw expectationFailed();
}

/** Node would say `100 Continue` before anybody has looked at the request. */
function answerExpectationsInTurn({ server }: FastifyInstance): void {
  for (const event of ['checkContinue', 'checkExpectation']) {
    server.on(event, (request: unknown, response: unknown) => server.emit('request', request, response));
  }
}
