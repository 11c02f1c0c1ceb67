import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { ApiTags, IdParam, nothing, Operation, PageQuery, pageOf, type Page } from '../platform/http/index.js';
import { invalidCursor, notFound } from '../platform/problem/index.js';
import { Caller, Scope } from '../platform/security/index.js';
import { FollowsService } from './follows.service.js';
import { ProfileView } from './user.view.js';

@ApiTags('Follows')
@Controller({ path: 'users', version: '1' })
export class FollowsController {
  constructor(private readonly follows: FollowsService) {}

  @Put(':id/follow')
  @Operation({
    summary: 'Follow a user',
    description: 'Nothing changes when you do already. Nobody follows themself.',
    success: nothing(),
    problems: [notFound],
  })
  follow(@Param('id', IdParam) id: string, @Caller() caller: Principal): Promise<void> {
    return this.follows.follow(id, caller);
  }

  @Delete(':id/follow')
  @Operation({
    summary: 'Follow a user no longer',
    description: 'Nothing changes when you don’t.',
    success: nothing(),
    problems: [notFound],
  })
  unfollow(@Param('id', IdParam) id: string, @Caller() caller: Principal): Promise<void> {
    return this.follows.unfollow(id, caller);
  }

  @Get('me/following')
  @Scope('profile:read')
  @Operation({
    summary: 'List those whom you follow',
    description:
      'The latest first, unless `sortOrder` asks otherwise. A deleted account is left out until it is restored.',
    success: pageOf(ProfileView),
    problems: [invalidCursor],
  })
  list(@Query() query: PageQuery, @Caller() caller: Principal): Promise<Page<ProfileView>> {
    return this.follows.list(query, caller);
  }
}
