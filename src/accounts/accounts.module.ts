import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { CommentsModule } from '../comments/index.js';
import { IdempotencyModule } from '../platform/http/idempotency/index.js';
import { PostsModule } from '../posts/index.js';
import { UsersModule } from '../users/index.js';
import { AccountRemovalService } from './account-removal.service.js';
import { AccountsController } from './accounts.controller.js';
import { ErasureJobs } from './erasure-jobs.service.js';
import { ErasureService } from './erasure.service.js';
import { ExportRepository } from './export.repository.js';
import { ExportService } from './export.service.js';
import { MeController } from './me.controller.js';
import { ProfileService } from './profile.service.js';
import { StatsRepository } from './stats.repository.js';
import { StatsService } from './stats.service.js';
import { TracesService } from './traces.service.js';

/** What takes several features at once: one's own account, its export and erasure, and counts over everything. */
@Module({
  imports: [AuthModule, CommentsModule, IdempotencyModule, PostsModule, UsersModule],
  controllers: [MeController, AccountsController],
  providers: [
    AccountRemovalService,
    ErasureJobs,
    ErasureService,
    ExportRepository,
    ExportService,
    ProfileService,
    StatsRepository,
    StatsService,
    TracesService,
  ],
})
export class AccountsModule {}
