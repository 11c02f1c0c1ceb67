import { Module } from '@nestjs/common';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';
import { IdempotencyStep } from './idempotency.step.js';

/** Requests that are safe to repeat. */
@Module({
  providers: [IdempotencyService, IdempotencyRepository, IdempotencyStep],
  exports: [IdempotencyService, IdempotencyStep],
})
export class IdempotencyModule {}
