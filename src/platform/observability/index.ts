export * from './describe-error.js';
export * from './logger.js';
export * from './metrics.js';
export * from './pino-nest-logger.js';
export * from './observability.module.js';
export * from './request-observer.js';
export { traceIds, traceJob, traceparent } from './tracing.js';
export * from './worker-metrics.js';
