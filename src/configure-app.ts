import fastifyCookie from '@fastify/cookie';
import { VersioningType } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Config } from './platform/config/index.js';
import { EarlyAnswers } from './platform/cache/index.js';
import {
  acceptJsonOnly,
  acceptNdjson,
  allowOrigins,
  batchRequests,
  HandlerSteps,
  identifyRequests,
  LoadShedder,
  registerCompression,
  refuseUnservable,
  RouteTable,
  secureHeaders,
  serveDocs,
} from './platform/http/index.js';
import { RequestObserver } from './platform/observability/index.js';
import { Gate } from './platform/security/index.js';

/** What `main` and the tests share: everything about the server that is not a module. Call it before `init` or `listen`. */
export async function configureApp(app: NestFastifyApplication): Promise<void> {
  const config = app.get(Config);
  const fastify = app.getHttpAdapter().getInstance();
  app.get(RouteTable).observe(fastify);
  applyBodyLimits(app);
  identifyRequests(fastify);
  app.get(RequestObserver).observe(fastify);
  secureHeaders(fastify, config);
  await allowOrigins(app, config);
  const shedder = app.get(LoadShedder);
  shedder.guardArrived(fastify);
  batchRequests(fastify);
  // Cookies are read where they count, and nowhere else.
  await app.register(fastifyCookie, { hook: false });
  await registerCompression(app);
  acceptJsonOnly(fastify);
  acceptNdjson(fastify);
  refuseUnservable(fastify);
  shedder.guard(fastify);
  app.get(Gate).guard(fastify);
  app.get(EarlyAnswers).answer(fastify);
  shedder.guardUnkept(fastify);
  app.get(HandlerSteps).surround(fastify);
  applyRouting(app);
  if (config.server.docsEnabled) serveDocs(app);
}

/** Gives the API its prefix and version; what operators, readers of problems and of feeds use stays at the root. */
export function applyRouting(app: NestFastifyApplication): void {
  const operations = ['health', 'health/live', 'health/ready', 'metrics', 'problems', '.well-known/jwks.json'];
  const feeds = ['feed.xml', 'feed.json', 'sitemap.xml'];
  const pages = ['verify-email', 'reset-password'];
  app.setGlobalPrefix('api', { exclude: [...operations, ...feeds, ...pages] });
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
}

/** A route's own body limit is told by a decorator, which can reach only the route's config. */
function applyBodyLimits(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      const { bodyLimit } = route.config ?? {};
      if (bodyLimit) route.bodyLimit = bodyLimit;
    });
}
