import { subscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import { Logger } from '@nestjs/common';
import { diag, DiagLogLevel, trace, type DiagLogger } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { RedisInstrumentation } from '@opentelemetry/instrumentation-redis';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { FastifyInstance } from 'fastify';
import { DiscreetTracerProvider } from './tracing-discretion.js';

const PROBES = /^\/(health|metrics)([/?]|$)/;

/**
 * Starts OpenTelemetry's SDK as the `OTEL_*` variables of the process ask, for traces alone. Call it before the server and the
 * drivers are loaded. A span tells what was asked for (route template, text of a statement, name of a command), never a
 * value: no query, header, parameter or message of a failure.
 *
 * @returns sends the spans that were not sent yet, and ends tracing.
 */
export function startSdk(): () => Promise<void> {
  const instrumentations = [
    new HttpInstrumentation({
      disableOutgoingRequestInstrumentation: true,
      ignoreIncomingRequestHook: ({ url = '' }) => PROBES.test(url),
      startIncomingSpanHook: () => ({ 'url.query': undefined }),
    }),
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    new RedisInstrumentation({ requireParentSpan: true, dbStatementSerializer: (command) => command }),
  ];
  const sdk = new NodeSDK({ instrumentations, metricReaders: [], logRecordProcessors: [] });
  diag.setLogger(diagnostics(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  sdk.start();
  for (const instrumentation of instrumentations) instrumentation.setTracerProvider(new DiscreetTracerProvider());
  // Its import goes past the hook of the instrumentation, which sees what is required; both get the same classes.
  createRequire(import.meta.url)('pg');
  nameSpansByRoute();
  return () => sdk.shutdown();
}

/** The span of a request begins before its route is known. */
function nameSpansByRoute(): void {
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRequest', ({ method, routeOptions }, _reply, done) => {
      const { url: route } = routeOptions;
      if (route !== undefined)
        trace.getActiveSpan()?.setAttribute('http.route', route).updateName(`${method} ${route}`);
      done();
    });
  });
}

/** The SDK's own complaints (a collector that is away), in the log and by their first argument alone. */
function diagnostics(): DiagLogger {
  const log = new Logger('Tracing');
  const warn = (message: string): void => {
    log.warn(message);
  };
  const ignore = (): void => undefined;
  return { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
}
