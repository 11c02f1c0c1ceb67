export { clientKey } from './client-key.js';
export { FailureLimiter, type Attempt } from './failure-limiter.js';
export { rateLimitHeaders } from './rate-limit-headers.js';
export { RateLimiter, type RateLimitResult } from './rate-limiter.js';
export { ThrottlingModule } from './throttling.module.js';
