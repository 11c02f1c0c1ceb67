import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuditModule } from './audit/index.js';
import { AccountsModule } from './accounts/index.js';
import { AuthModule } from './auth/index.js';
import { BulkModule } from './bulk/index.js';
import { CommentsModule } from './comments/index.js';
import { FeedsModule } from './feeds/index.js';
import { HealthModule } from './health/index.js';
import { CacheModule, ResponseCacheStep } from './platform/cache/index.js';
import { ConfigModule, type Config } from './platform/config/index.js';
import { DatabaseModule } from './platform/database/index.js';
import { IdempotencyModule, IdempotencyStep } from './platform/http/idempotency/index.js';
import {
  HANDLER_STEPS,
  HandlerSteps,
  HttpModule,
  ProblemFilter,
  InputStep,
  type HandlerStep,
} from './platform/http/index.js';
import { JobsModule } from './platform/jobs/index.js';
import { MailModule } from './platform/mail/index.js';
import { ObservabilityModule } from './platform/observability/index.js';
import { RedisModule } from './platform/redis/index.js';
import { AccessStep, SecurityModule } from './platform/security/index.js';
import { PostsModule } from './posts/index.js';
import { UsersModule } from './users/index.js';

/** The composition root: every module, and the global steps of a request in the order in which they run. */
@Module({})
export class AppModule {
  static of(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        ObservabilityModule,
        DatabaseModule,
        RedisModule,
        CacheModule,
        HttpModule,
        IdempotencyModule,
        JobsModule,
        MailModule,
        SecurityModule,
        AuditModule,
        HealthModule,
        AccountsModule,
        UsersModule,
        AuthModule,
        PostsModule,
        BulkModule,
        CommentsModule,
        FeedsModule,
      ],
      providers: [
        HandlerSteps,
        InputStep,
        AccessStep,
        { provide: APP_FILTER, useClass: ProblemFilter },
        {
          provide: HANDLER_STEPS,
          inject: [AccessStep, InputStep, ResponseCacheStep, IdempotencyStep],
          useFactory: (...steps: HandlerStep[]) => steps,
        },
      ],
    };
  }
}
