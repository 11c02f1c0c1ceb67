import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { swagger } from '../documentation/decorators.js';
import { createDocument } from './document.js';

/** Swagger UI brings its own scripts and styles; only its style attributes need leave, its scripts do not. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Whether a path or a request target is one of the documentation's. */
export function isDocumentation(target: string): boolean {
  return /^\/(?:docs|openapi\.(?:json|yaml))(?:[/?*]|$)/.test(target);
}

/** Serves `/docs` (Swagger UI, from this host alone), `/openapi.json` and `/openapi.yaml`. */
export function serveDocs(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (/^\/docs(?:[/?]|$)/.test(request.url)) reply.header('Content-Security-Policy', DOCS_POLICY);
      done();
    });
  swagger().SwaggerModule.setup('docs', app, () => createDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Quire API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}
