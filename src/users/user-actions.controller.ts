import { Body, Controller, Delete, Param, Post } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { ApiTags, IdParam, nothing, one, Operation, type Resource } from '../platform/http/index.js';
import { forbidden, invalidState, notFound } from '../platform/problem/index.js';
import { Caller, Roles } from '../platform/security/index.js';
import { ModerationService } from './moderation.service.js';
import { SuspendBody } from './user.dto.js';
import { lastAdmin } from './user.errors.js';
import { UserView } from './user.view.js';

@ApiTags('Users')
@Controller({ path: 'users/:id', version: '1' })
export class UserActionsController {
  constructor(private readonly moderation: ModerationService) {}

  @Post('suspend')
  @Roles('admin', 'moderator')
  @Operation({
    summary: 'Suspend an account',
    description: 'All sessions end at once. Moderators may suspend accounts of the role user only.',
    success: one(UserView),
    problems: [notFound, forbidden, invalidState, lastAdmin],
  })
  suspend(
    @Param('id', IdParam) id: string,
    @Body() body: SuspendBody,
    @Caller() caller: Principal,
  ): Promise<Resource<UserView>> {
    return this.moderation.suspend(id, body, caller);
  }

  @Post('reinstate')
  @Roles('admin', 'moderator')
  @Operation({
    summary: 'End a suspension',
    description: 'The account can be signed in to again. Moderators may do it for accounts of users.',
    success: one(UserView),
    problems: [notFound, forbidden, invalidState],
  })
  reinstate(@Param('id', IdParam) id: string, @Caller() caller: Principal): Promise<Resource<UserView>> {
    return this.moderation.reinstate(id, caller);
  }

  @Post('restore')
  @Roles('admin')
  @Operation({
    summary: 'Restore a deleted account',
    description: 'As it was, unless it has been erased; its sessions have ended.',
    success: one(UserView),
    problems: [notFound, invalidState],
  })
  restore(@Param('id', IdParam) id: string, @Caller() caller: Principal): Promise<Resource<UserView>> {
    return this.moderation.restore(id, caller);
  }

  @Delete('sessions')
  @Roles('admin')
  @Operation({
    summary: 'End all sessions of an account',
    description: 'Whoever is signed in to it has to sign in again; API keys go on.',
    success: nothing(),
    problems: [notFound],
  })
  endSessions(@Param('id', IdParam) id: string, @Caller() caller: Principal): Promise<void> {
    return this.moderation.endSessions(id, caller);
  }
}
