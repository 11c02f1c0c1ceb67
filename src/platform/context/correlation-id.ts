const CORRELATION_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** The caller's `X-Correlation-Id` when it is well-formed, else the request id. */
export function correlationIdOf(given: string | string[] | undefined, requestId: string): string {
  return typeof given === 'string' && CORRELATION_ID.test(given) ? given : requestId;
}
