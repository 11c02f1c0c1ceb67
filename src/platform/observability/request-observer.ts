import { Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { runInContext } from '../context/index.js';
import { AccessLine } from './access-line.js';
import { Metrics } from './metrics.js';
import { safeText } from './safe-text.js';

const PROBES = /^\/(health|metrics)(\/|$)/;
const LONGEST_PATH = 200;
const CONTEXT = 'http';

/** Logs and counts every request once its answer has left, or its client has gone. */
@Injectable()
export class RequestObserver {
  /** Called for every request once its answer has left, or its client has gone. */
  onEnd: (request: FastifyRequest) => void = () => undefined;
  private readonly logger = new Logger(CONTEXT);

  constructor(private readonly metrics: Metrics) {}

  /** Call it before any hook that may refuse: what is refused is logged and counted too. */
  observe(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      this.begin(request, reply);
      done();
    });
  }

  private begin(request: FastifyRequest, reply: FastifyReply): void {
    const startedAt = performance.now();
    this.metrics.requestStarted();
    // 'close' comes also when the client has hung up, which Fastify's onResponse does not.
    reply.raw.once('close', () => {
      this.end(request, reply, performance.now() - startedAt);
    });
  }

  private end(request: FastifyRequest, reply: FastifyReply, milliseconds: number): void {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unmatched';
    const { statusCode: status, writableFinished } = reply.raw;
    this.onEnd(request);
    this.metrics.requestEnded({ method, route, status, seconds: milliseconds / 1000 });
    const path = safeText(request.url.split('?', 1)[0] ?? '', LONGEST_PATH);
    const line = new AccessLine(`${method} ${path} ${status}`, {
      method,
      route,
      path,
      status,
      durationMs: Math.round(milliseconds * 10) / 10,
      ip: safeText(request.clientAddress, LONGEST_PATH),
      ...(!writableFinished && { aborted: true }),
      context: CONTEXT,
    });
    const write = (): void => {
      if (PROBES.test(path)) this.logger.debug(line);
      else if (status >= 500) this.logger.warn(line);
      else this.logger.log(line);
    };
    runInContext(request.context, write);
  }
}
