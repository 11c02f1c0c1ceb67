import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Gauge } from 'prom-client';
import { Metrics, RequestObserver } from '../observability/index.js';
import { serviceUnavailable } from '../problem/index.js';
import { hasArrived } from './input/index.js';
import { mayBeKept } from './reply/index.js';
import type { RouteSettings } from './routing/index.js';
import { sendProblem } from './send-problem.js';
import { ConcurrencyLimit, MOST } from './concurrency-limit.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The limit under which it is in work, while it is. */
    limit: ConcurrencyLimit | undefined;
  }
}

/** One for all: an occurrence of its own, with its stack, would cost more than the rest of the refusal. */
const OVERLOADED = serviceUnavailable({
  detail: 'More is asked for at the moment than can be answered',
  headers: { 'Retry-After': '1' },
});

/**
 * Refuses requests before any work is done for them where too many of their operation are in work, so that those that
 * are let in are answered in time. A request is in work from when it has arrived whole, so that slow clients take no
 * place, until its answer has left. Probes, metrics, NDJSON and kept answers are neither counted nor refused (ADR 0045).
 */
@Injectable()
export class LoadShedder {
  private readonly limits = new Map<RouteSettings, ConcurrencyLimit>();
  private readonly shed: Counter;

  constructor({ registry }: Metrics, observer: RequestObserver) {
    const registers = [registry];
    this.shed = new Counter({
      name: 'http_requests_shed_total',
      help: 'Requests refused because too many of their operation were in work',
      registers,
    });
    const lowest = (): number => this.lowest;
    new Gauge({
      name: 'http_requests_lowest_limit',
      help: 'How many requests may be in work at once, of the operation that may have the fewest',
      aggregator: 'min',
      registers,
      collect() {
        this.set(lowest());
      },
    });
    observer.onEnd = (request) => {
      request.limit?.leave(request.context.waited ?? 0, performance.now());
    };
  }

  /**
   * For requests that have arrived with their headers. Call it before requests are worked on together, so that those that
   * are refused wait for no work. Those that a kept answer may serve pass.
   */
  guardArrived(fastify: FastifyInstance): void {
    fastify.decorateRequest('limit');
    fastify.addHook('onRequest', (request, reply, done) => {
      if (mayBeKept(request) || !hasArrived(request)) done();
      else this.admit(request, reply, done);
    });
  }

  /** For requests with a body. Call it before the hooks that look things up for a request. */
  guard(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      if (mayBeKept(request) || request.limit) done();
      else this.admit(request, reply, done);
    });
    fastify.addHook('preHandler', (request, reply, done) => {
      if (!request.limit && !isExempt(request)) enter(request, reply, this.limitOf(request));
      done();
    });
  }

  /** Call it behind the kept answers, for the requests that they might have served. */
  guardUnkept(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      if (mayBeKept(request)) this.admit(request, reply, done);
      else done();
    });
  }

  private admit(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    if (isExempt(request)) {
      done();
      return;
    }
    const limit = this.limitOf(request);
    if (!limit.hasRoom) {
      this.shed.inc();
      sendProblem(request, reply, OVERLOADED);
      return;
    }
    if (hasArrived(request)) enter(request, reply, limit);
    done();
  }

  private limitOf({ route, startedAt }: FastifyRequest): ConcurrencyLimit {
    let limit = this.limits.get(route);
    if (!limit) this.limits.set(route, (limit = new ConcurrencyLimit(startedAt)));
    return limit;
  }

  private get lowest(): number {
    return Math.min(MOST, ...[...this.limits.values()].map(({ value }) => value));
  }
}

/** Who has gone already would never leave. */
function enter(request: FastifyRequest, reply: FastifyReply, limit: ConcurrencyLimit): void {
  if (reply.raw.closed) return;
  request.limit = limit;
  limit.enter();
}

function isExempt({ route }: FastifyRequest): boolean {
  return route.unlimited === true || route.ndjson !== undefined;
}
