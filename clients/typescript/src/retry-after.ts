/**
 * The seconds that `Retry-After` asks to wait, given as a number or as a date (RFC 9110, 10.2.3); undefined without it.
 * A date is read against the answer's own `Date`, so that a wrong clock on this side does not matter.
 */
export function retryAfterOf(headers: Headers, now: number = Date.now()): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const answeredAt = Date.parse(headers.get('date') ?? '');
  return Math.max(0, Math.ceil((until - (Number.isNaN(answeredAt) ? now : answeredAt)) / 1000));
}
