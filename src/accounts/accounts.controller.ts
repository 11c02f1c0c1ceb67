import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import {
  ApiTags,
  answer,
  IdParam,
  IfMatch,
  nothing,
  Operation,
  type Answer,
  type Precondition,
} from '../platform/http/index.js';
import { notFound, preconditionFailed } from '../platform/problem/index.js';
import { Caller, Roles } from '../platform/security/index.js';
import { lastAdmin, ModerationService } from '../users/index.js';
import { RemoveAccount } from './account.dto.js';
import { AccountRemovalService } from './account-removal.service.js';
import { StatsService } from './stats.service.js';
import { StatsView } from './stats.view.js';

@ApiTags('Users')
@Controller({ path: 'users', version: '1' })
export class AccountsController {
  constructor(
    private readonly stats: StatsService,
    private readonly moderation: ModerationService,
    private readonly removal: AccountRemovalService,
  ) {}

  @Get('stats')
  @Roles('admin')
  @Operation({
    summary: 'Count accounts, sign-ups and the most active authors',
    description: 'As they are at this moment. Accounts that are erased are not counted.',
    success: answer(StatsView),
  })
  count(): Promise<Answer<StatsView>> {
    return this.stats.count();
  }

  @Delete(':id')
  @Roles('admin')
  @Operation({
    summary: 'Delete an account, recoverably',
    description:
      'The profile is gone, all sessions end, posts stay; email and username stay taken. After 30 days it is erased. With `purge=true` that happens at once, also to an account that is deleted already: nobody can bring it back.',
    success: nothing(),
    problems: [notFound, lastAdmin, preconditionFailed],
    conditional: true,
  })
  remove(
    @Param('id', IdParam) id: string,
    @Query() { purge }: RemoveAccount,
    @IfMatch() precondition: Precondition,
    @Caller() caller: Principal,
  ): Promise<void> {
    return purge ? this.removal.purge(id, caller, precondition) : this.moderation.delete(id, precondition, caller);
  }
}
