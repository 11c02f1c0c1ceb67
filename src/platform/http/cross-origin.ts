import fastifyCors, { type FastifyCorsOptions } from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/index.js';
import { problemOf } from './problem-of.js';
import { sendProblem } from './send-problem.js';

const EXPOSED_HEADERS =
  'ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, X-Correlation-Id, Idempotent-Replayed, Server-Timing, Cache-Status';
const LOCAL_ORIGIN = /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/;

/**
 * Answers browsers that ask whether another origin may call (the Fetch Standard's CORS protocol). Not by Nest's
 * `enableCors`, whose hook would run before a request has its ids.
 */
export async function allowOrigins(app: NestFastifyApplication, { server }: Config): Promise<void> {
  const { allowedOrigins } = server;
  if (allowedOrigins !== 'localhost' && allowedOrigins.length === 0) return;
  const options = optionsFor(allowedOrigins);
  answerInProblems(app);
  await app.register(fastifyCors, () => (request: FastifyRequest, use: (error: null, options: object) => void) => {
    const credentials = isListed(request.headers.origin, allowedOrigins);
    use(null, { ...options, credentials, preflight: isPreflight(request) });
  });
}

/**
 * Whether a request may come from where it does when a cookie speaks for it: from no browser, from our own origin, or
 * from one that is listed. Browsers tell it in headers that pages cannot set (Fetch Standard, Fetch Metadata).
 */
export function isTrustedPage({ headers }: FastifyRequest, { publicUrl, allowedOrigins }: Config['server']): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin === undefined) return site === undefined || site === 'same-origin';
  if (site !== undefined && site !== 'same-origin' && site !== 'same-site') return false;
  return origin === new URL(publicUrl).origin || isListed(origin, allowedOrigins);
}

function isListed(origin: string | undefined, allowedOrigins: Config['server']['allowedOrigins']): boolean {
  if (origin === undefined) return false;
  return allowedOrigins === 'localhost' ? LOCAL_ORIGIN.test(origin) : allowedOrigins.includes(origin);
}

function optionsFor(allowedOrigins: Config['server']['allowedOrigins']): FastifyCorsOptions {
  return {
    origin: allowedOrigins === 'localhost' ? LOCAL_ORIGIN : [...allowedOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'If-Match',
      'If-None-Match',
      'Idempotency-Key',
      'X-API-Key',
      'X-Correlation-Id',
    ],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 7200,
  };
}

/** An OPTIONS that is none is a wrong method like any other; the plugin would refuse it in words of its own. */
function isPreflight({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** The plugin adds its route `OPTIONS *` before Nest says how failures are answered. */
function answerInProblems(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', (route) => {
    if (route.url !== '*') return;
    route.errorHandler = (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
      sendProblem(request, reply, problemOf(error));
    };
  });
}
