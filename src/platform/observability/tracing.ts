import { SpanKind, SpanStatusCode, trace, type Exception, type Link, type Attributes } from '@opentelemetry/api';

/** The trace and the span that the present work belongs to, as W3C Trace Context writes them: 32 and 16 hexadecimal digits. */
export interface TraceIds {
  traceId: string;
  spanId: string;
}

/** How the instrumentation of `pg` tells a failure: in a sentence that ends so. */
const SQLSTATE = /\(code: ([0-9A-Z]{5})\)$/;

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** What a log line tells of its trace; undefined outside any span, and so always while tracing is off. */
export function traceIds(): TraceIds | undefined {
  const span = trace.getActiveSpan();
  if (!span) return undefined;
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}

/** The present span as a `traceparent` (W3C Trace Context §3.2), for work that is done later. Undefined outside any span. */
export function traceparent(): string | undefined {
  const span = trace.getActiveSpan();
  if (!span) return undefined;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/**
 * Runs a job in a trace of its own, linked to the span that asked for it: it may run long after that, and several times.
 *
 * @throws what the job throws.
 */
export function traceJob<T>(job: string, asker: string | undefined, work: () => Promise<T>): Promise<T> {
  const options = { kind: SpanKind.CONSUMER, root: true, links: linksTo(asker), attributes: { 'quire.job': job } };
  return trace.getTracer('quire').startActiveSpan(`job ${job}`, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (error instanceof Error) span.setAttributes(kindOfFailure(error));
      throw error;
    } finally {
      span.end();
    }
  });
}

/** `error.type` of a failure: a SQLSTATE, an error code, or the name of its class. Its message may repeat what it was given. */
export function kindOfFailure(failure: Exception): Attributes {
  if (typeof failure === 'string') return { 'error.type': SQLSTATE.exec(failure)?.[1] };
  const { code, name } = failure;
  return { 'error.type': code === undefined ? name : String(code) };
}

function linksTo(given = ''): Link[] {
  const [, traceId, spanId, flags = ''] = TRACEPARENT.exec(given) ?? [];
  if (traceId === undefined || spanId === undefined) return [];
  return [{ context: { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true } }];
}
