import type { RateLimitResult } from './rate-limiter.js';

/** The header fields of draft-ietf-httpapi-ratelimit-headers for all limits that applied (structured fields, RFC 9651). */
export function rateLimitHeaders(results: readonly RateLimitResult[]): Record<string, string> {
  const policies = results.map(({ policy }) => `${quoted(policy.name)};q=${policy.limit};w=${policy.window}`);
  const states = results.map(
    ({ policy, remaining, resetSeconds }) => `${quoted(policy.name)};r=${remaining};t=${resetSeconds}`,
  );
  return { 'RateLimit-Policy': policies.join(', '), RateLimit: states.join(', ') };
}

function quoted(name: string): string {
  return `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
