import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { destination, pino, stdTimeFunctions } from 'pino';
import { v7 as uuidv7 } from 'uuid';

declare module 'fastify' {
  interface FastifyRequest {
    arrivedAt: number;
  }
}

/** What a control answers: bytes, with their tag and place where they have them. */
export interface BareAnswer {
  status: number;
  headers: Record<string, string>;
  body?: Buffer;
  etag?: string;
  location?: string;
}

/** A Fastify that tells as much about each request as the application does, to its caller and in its log. */
export function bareServer(): FastifyInstance {
  const fastify = Fastify({ genReqId: () => uuidv7() });
  tellAboutRequests(fastify);
  fastify.get('/ready', async () => 'ready');
  return fastify;
}

/** Ids and a line of access log for each request, of the same fields as the application's. */
export function tellAboutRequests(fastify: FastifyInstance): void {
  const log = pino(
    {
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination({ fd: 1, sync: true }),
  );
  fastify.decorateRequest('arrivedAt', 0);
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.arrivedAt = performance.now();
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    log.info(accessLine(request, reply), `${request.method} ${request.url} ${reply.statusCode}`);
    done();
  });
}

function accessLine(request: FastifyRequest, reply: FastifyReply): object {
  const { id, method, ip, url } = request;
  return {
    requestId: id,
    correlationId: id,
    method,
    route: request.routeOptions.url,
    path: url.split('?', 1)[0],
    status: reply.statusCode,
    durationMs: Math.round((performance.now() - request.arrivedAt) * 10) / 10,
    ip,
    context: 'http',
  };
}

/** The headers that an answer of the application has. */
export function setHeaders(request: FastifyRequest, reply: FastifyReply, answer: BareAnswer): void {
  const { headers, etag, location } = answer;
  void reply.headers(headers);
  void reply.header('x-request-id', request.id).header('x-correlation-id', request.id);
  if (etag !== undefined) void reply.header('etag', etag);
  if (location !== undefined) void reply.header('location', location);
  void reply.header('server-timing', `app;dur=${(performance.now() - request.arrivedAt).toFixed(1)}`);
}

/** Sends an answer, or 304 to those who have it. */
export function send(request: FastifyRequest, reply: FastifyReply, answer: BareAnswer): FastifyReply {
  setHeaders(request, reply, answer);
  const { status, etag, body } = answer;
  if (etag !== undefined && request.headers['if-none-match'] === etag) {
    return reply.removeHeader('content-type').code(304).send();
  }
  return reply.code(status).send(body);
}
