import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActorNames } from '../audit/index.js';
import { AccountErasure } from './account-erasure.service.js';
import { AccountsService } from './accounts.service.js';
import { ActorNamesRepository } from './actor-names.repository.js';
import { CredentialsRepository } from './credentials.repository.js';
import { EmailAssignments } from './email-assignments.js';
import { EmailsService } from './emails.service.js';
import { ErasureRepository } from './erasure.repository.js';
import { FirstAdmin } from './first-admin.service.js';
import { FollowsController } from './follows.controller.js';
import { FollowsRepository } from './follows.repository.js';
import { FollowsService } from './follows.service.js';
import { ModerationService } from './moderation.service.js';
import { RecruitmentService } from './recruitment.service.js';
import { UserActionsController } from './user-actions.controller.js';
import { User } from './user.entity.js';
import { UserReadingService } from './user-reading.service.js';
import { UserListRepository } from './user-list.repository.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([User])],
  controllers: [UsersController, UserActionsController, FollowsController],
  providers: [
    ActorNamesRepository,
    AccountErasure,
    AccountsService,
    CredentialsRepository,
    EmailAssignments,
    EmailsService,
    ErasureRepository,
    FirstAdmin,
    FollowsRepository,
    FollowsService,
    ModerationService,
    RecruitmentService,
    UserListRepository,
    UserReadingService,
    UsersRepository,
    UsersService,
  ],
  exports: [
    AccountErasure,
    AccountsService,
    EmailAssignments,
    EmailsService,
    FirstAdmin,
    ModerationService,
    UserReadingService,
    UsersService,
  ],
})
export class UsersModule {
  constructor(audit: ActorNames, names: ActorNamesRepository) {
    audit.learnFrom(names);
  }
}
