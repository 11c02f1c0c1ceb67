import { Body, Controller, Delete, Get, Header, Patch } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { CallingDevice } from '../auth/index.js';
import type { Device, Principal } from '../platform/context/index.js';
import {
  ApiTags,
  answer,
  IfMatch,
  nothing,
  one,
  Operation,
  type Precondition,
  type Resource,
} from '../platform/http/index.js';
import { notFound, preconditionFailed } from '../platform/problem/index.js';
import { Caller, RateLimit, Scope } from '../platform/security/index.js';
import {
  AccountView,
  emailTaken,
  lastAdmin,
  usernameTaken,
  UserReadingService,
  type UserView,
} from '../users/index.js';
import { EditAccountBody, EraseAccountBody } from './account.dto.js';
import { AccountRemovalService } from './account-removal.service.js';
import { AccountExportView } from './export.view.js';
import { ExportService } from './export.service.js';
import { ProfileService } from './profile.service.js';

@ApiTags('Users')
@Controller({ path: 'users/me', version: '1' })
export class MeController {
  constructor(
    private readonly users: UserReadingService,
    private readonly profiles: ProfileService,
    private readonly removal: AccountRemovalService,
    private readonly exports: ExportService,
  ) {}

  @Get()
  @Scope('profile:read')
  @Operation({
    summary: 'Read your own account',
    description: 'With what only you and administrators see.',
    success: one(AccountView),
    problems: [notFound],
  })
  read(@Caller() caller: Principal): Promise<Resource<UserView>> {
    return this.users.read(caller.userId, caller);
  }

  @Patch()
  @Operation({
    summary: 'Edit your own profile',
    description:
      'A new `email` needs `currentPassword`, and `code` where a second factor is on. It is shown, and used, from when a mail to it is confirmed; a mail to the present one tells of it.',
    success: one(AccountView),
    problems: [notFound, emailTaken, usernameTaken, preconditionFailed],
    conditional: true,
  })
  edit(
    @Body() body: EditAccountBody,
    @IfMatch() precondition: Precondition,
    @Caller() caller: Principal,
    @CallingDevice() device: Device,
  ): Promise<Resource<UserView>> {
    return this.profiles.edit(body, precondition, caller, device);
  }

  @Delete()
  @Operation({
    summary: 'Erase your own account, for good',
    description:
      'Nobody can bring it back. What is personal goes: profile, credentials, sessions, keys, drafts, favourites, follows. Email and username are free again.',
    success: nothing(),
    problems: [notFound, lastAdmin],
  })
  remove(@Body() body: EraseAccountBody, @Caller() caller: Principal, @CallingDevice() device: Device): Promise<void> {
    return this.removal.removeOwn(body, caller, device);
  }

  @Get('export')
  @RateLimit({ name: 'export-account', limit: 10, window: 3600 })
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="quire-account.json"')
  @Operation({
    summary: 'Download everything that is held about you',
    description: 'One JSON document of any length, as it is read while it is sent.',
    success: answer(AccountExportView),
    problems: [notFound],
  })
  export(@Caller() caller: Principal): Promise<Readable> {
    return this.exports.export(caller);
  }
}
