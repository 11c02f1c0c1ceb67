import { Module } from '@nestjs/common';
import { ThrottlerStorageService } from '@nestjs/throttler';
import { CounterNames } from './counter-names.js';
import { FailureLimiter } from './failure-limiter.js';
import { RateLimiter } from './rate-limiter.js';
import { SharedThrottlerStorage } from './shared-throttler-storage.js';

/** What counts requests and failures. Who is refused is decided by those who ask. */
@Module({
  providers: [CounterNames, FailureLimiter, RateLimiter, SharedThrottlerStorage, ThrottlerStorageService],
  exports: [FailureLimiter, RateLimiter],
})
export class ThrottlingModule {}
