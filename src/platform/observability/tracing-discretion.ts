import {
  trace,
  type Context,
  type Exception,
  type Span,
  type SpanOptions,
  type SpanStatus,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { kindOfFailure } from './tracing.js';

/**
 * Gives instrumentations tracers whose spans tell the kind of a failure and never its message: those of drivers repeat the
 * values that they were given.
 */
export class DiscreetTracerProvider implements TracerProvider {
  getTracer(name: string, version?: string): Tracer {
    const tracer = trace.getTracer(name, version);
    return {
      startSpan: (span: string, options?: SpanOptions, context?: Context) =>
        discreet(tracer.startSpan(span, options, context)),
      startActiveSpan: tracer.startActiveSpan.bind(tracer),
    };
  }
}

function discreet(span: Span): Span {
  const setStatus = span.setStatus.bind(span);
  return Object.assign(span, {
    setStatus: ({ code }: SpanStatus) => setStatus({ code }),
    recordException: (exception: Exception) => {
      span.setAttributes(kindOfFailure(exception));
    },
  });
}
