import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  cleanUserAgent,
  correlationIdOf,
  runInContext,
  type Device,
  type Principal,
  type RequestContext,
} from '../context/index.js';
import { badRequest, notAcceptable, uriTooLong } from '../problem/index.js';
import { refuseContentCodings } from './input/index.js';
import type { RouteSettings } from './routing/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    context: RequestContext & { readonly device: Device };
    startedAt: number;
    /** Of the client, as the connection or a trusted proxy tells it when the request arrives: one that is closed has none. */
    clientAddress: string;
    /** The settings and the template of the route: Fastify's `routeOptions` is made anew at each look. */
    route: RouteSettings & { readonly url?: string };
  }
}

/** Octets of a request target that are read; RFC 9110 §4.1 asks for 8 000 at least. */
const LONGEST_TARGET = 12_288;

/** A name or an address in brackets, and a port; empty where the target has no authority. */
const HOST = /^(?:[\w.~!$&'()*+;=%-]*|\[[\da-f:.]+\])(?::\d*)?$/i;
const JSON_ACCEPTED = /^(?:\*\/\*|application\/(?:\*|json|problem\+json))$/;
const NDJSON_ACCEPTED = /^(?:\*\/\*|application\/(?:\*|x-ndjson))$/;

/** Gives every request its ids and its ambient context; before all that may answer, so that each answer has them. */
export function identifyRequests(fastify: FastifyInstance): void {
  fastify.decorateRequest('context');
  fastify.decorateRequest('startedAt', 0);
  fastify.decorateRequest('clientAddress', '');
  fastify.decorateRequest('route');
  fastify.addHook('onRequest', (request, reply, done) => {
    identify(request, reply);
    runInContext(request.context, done);
  });
  // Reading the body leaves the asynchronous context of the first hook; this one enters it again.
  fastify.addHook('preHandler', (request, _reply, done) => {
    runInContext(request.context, done);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const milliseconds = performance.now() - request.startedAt;
    reply.header('Server-Timing', `app;dur=${milliseconds.toFixed(1)}`);
    done(null, payload);
  });
}

/**
 * Has requests that have arrived together read first, then worked on, then answered, each in one go: `setImmediate` waits
 * for no more than what is there already. A process under load does the same with half of the processor time, because its
 * code stays in the caches, and whoever reads its answers is woken once for several of them (ADR 0043). Problems are sent
 * as soon as they are made: under overload a turn of the loop is most of what a refusal takes (ADR 0045).
 */
export function batchRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (_request, _reply, done) => {
    setImmediate(done);
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.statusCode >= 400) done(null, payload);
    else setImmediate(done, null, payload);
  });
}

/** Refuses what is never served: too long targets, no or several hosts, content codings of bodies, answers other than JSON. */
export function refuseUnservable(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.url.length > LONGEST_TARGET) throw uriTooLong();
    requireOneHost(request.raw);
    refuseContentCodings(request);
    if (request.url.startsWith('/api/')) requireAccepted(request);
    done();
  });
}

/** Gives the request its ids and tells them to the caller. */
function identify(request: FastifyRequest, reply: FastifyReply): void {
  const address = request.ip as string | undefined;
  request.startedAt = performance.now();
  request.clientAddress = address ?? '';
  request.route = request.routeOptions.config;
  request.context = new HttpContext(request);
  const { requestId, correlationId } = request.context;
  reply.header('X-Request-Id', requestId).header('X-Correlation-Id', correlationId);
}

/** The context of a request. */
class HttpContext implements RequestContext {
  readonly requestId: string;
  readonly correlationId: string;
  readonly path: string;
  principal?: Principal;
  waited?: number;

  constructor(private readonly request: FastifyRequest) {
    this.requestId = request.id;
    this.correlationId = correlationIdOf(request.headers['x-correlation-id'], request.id);
    this.path = request.url.split('?', 1)[0] ?? '/';
  }

  /**
   * Made when it is asked for, which few requests do. A getter of each object would be a hidden class of its own for each
   * request, and V8 keeps those with all that they refer to until it collects the old space.
   */
  get device(): Device {
    const { clientAddress, headers } = this.request;
    return { ipAddress: clientAddress, userAgent: cleanUserAgent(headers['user-agent']) };
  }
}

/** Two hosts could be two things to us and to a proxy before us (RFC 9112 §3.2). */
function requireOneHost({ rawHeaders, headers, httpVersion }: IncomingMessage): void {
  let hosts = 0;
  for (let name = 0; name < rawHeaders.length; name += 2) if (rawHeaders[name]?.toLowerCase() === 'host') hosts += 1;
  if (hosts === 0 && httpVersion === '1.0') return;
  if (hosts !== 1 || !HOST.test(headers.host ?? '')) throw badRequest({ detail: 'Host must be sent once' });
}

function requireAccepted({ headers: { accept }, route }: FastifyRequest): void {
  if (accept === undefined || accept.trim() === '') return;
  const accepted = route.ndjson === 'answer' ? NDJSON_ACCEPTED : JSON_ACCEPTED;
  const acceptable = accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return accepted.test(type) && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
  if (!acceptable) throw notAcceptable();
}
