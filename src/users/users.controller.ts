import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Cached } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import {
  ApiIdOrName,
  ApiTags,
  created,
  IdOrNameParam,
  IdParam,
  IfMatch,
  one,
  Operation,
  pageOf,
  type Page,
  type Precondition,
  type Resource,
} from '../platform/http/index.js';
import { forbidden, invalidCursor, notFound, preconditionFailed } from '../platform/problem/index.js';
import { Caller, MaybeCaller, Public, RateLimit, Roles, Scope } from '../platform/security/index.js';
import { ModerationService } from './moderation.service.js';
import { RecruitmentService } from './recruitment.service.js';
import { AssignRoleBody, CreateUserBody, EditUserBody, UsersQuery } from './user.dto.js';
import { emailTaken, lastAdmin, usernameTaken } from './user.errors.js';
import { AccountView, UserView } from './user.view.js';
import { UserReadingService } from './user-reading.service.js';
import { UsersService } from './users.service.js';

@ApiTags('Users')
@Controller({ path: 'users', version: '1' })
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly reading: UserReadingService,
    private readonly recruitment: RecruitmentService,
    private readonly moderation: ModerationService,
  ) {}

  @Get()
  @Roles('admin', 'moderator')
  @Scope('users:read')
  @Operation({
    summary: 'List users',
    description: 'Moderators see no emails: neither in the answer, nor by searching or sorting.',
    success: pageOf(UserView),
    problems: [forbidden, invalidCursor],
  })
  list(@Query() query: UsersQuery, @Caller() caller: Principal): Promise<Page<UserView>> {
    return this.reading.list(query, caller);
  }

  @Post()
  @Roles('admin')
  @RateLimit({ name: 'create-user', limit: 10, window: 60 })
  @Operation({
    summary: 'Create an account',
    description: 'With a password and a role, by an administrator.',
    success: created(AccountView),
    problems: [emailTaken, usernameTaken],
  })
  create(@Body() body: CreateUserBody): Promise<Resource<AccountView>> {
    return this.recruitment.create(body);
  }

  @Get(':id')
  @ApiIdOrName('username', 'ann')
  @Public()
  @Cached()
  @Scope('users:read')
  @Operation({
    summary: "Read a user's profile",
    description: 'The user and admins see the whole account, moderators its status too.',
    success: one(UserView),
    problems: [notFound],
  })
  read(
    @Param('id', IdOrNameParam) idOrUsername: string,
    @MaybeCaller() caller?: Principal,
  ): Promise<Resource<UserView>> {
    return this.reading.read(idOrUsername, caller);
  }

  @Patch(':id')
  @Roles('admin')
  @Operation({
    summary: 'Edit an account',
    description: 'What is left out stays as it is.',
    success: one(UserView),
    problems: [notFound, emailTaken, usernameTaken, preconditionFailed],
    conditional: true,
  })
  edit(
    @Param('id', IdParam) id: string,
    @Body() body: EditUserBody,
    @IfMatch() precondition: Precondition,
    @Caller() caller: Principal,
  ): Promise<Resource<UserView>> {
    return this.users.edit(id, body, precondition, caller);
  }

  @Put(':id/role')
  @Roles('admin')
  @Operation({
    summary: 'Assign a role',
    description: 'Counts from the next request of that user.',
    success: one(UserView),
    problems: [notFound, lastAdmin, preconditionFailed],
    conditional: true,
  })
  assignRole(
    @Param('id', IdParam) id: string,
    @Body() { role }: AssignRoleBody,
    @IfMatch() precondition: Precondition,
    @Caller() caller: Principal,
  ): Promise<Resource<UserView>> {
    return this.moderation.assignRole(id, role, precondition, caller);
  }
}
