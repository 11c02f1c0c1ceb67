import { rateLimitHeaders } from './rate-limit-headers.js';
import type { RateLimitResult } from './rate-limiter.js';

describe('The rate limit headers', () => {
  const result = (
    name: string,
    limit: number,
    window: number,
    remaining: number,
    resetSeconds: number,
  ): RateLimitResult => ({
    policy: { name, limit, window },
    limit,
    remaining,
    resetSeconds,
    allowed: true,
    retryAfterSeconds: 0,
  });

  it('tell policy and state of every limit, as structured fields (C155)', () => {
    expect(rateLimitHeaders([result('default', 300, 60, 299, 60), result('lo"gin', 10, 60, 0, 12)])).toEqual({
      'RateLimit-Policy': String.raw`"default";q=300;w=60, "lo\"gin";q=10;w=60`,
      RateLimit: String.raw`"default";r=299;t=60, "lo\"gin";r=0;t=12`,
    });
  });
});
