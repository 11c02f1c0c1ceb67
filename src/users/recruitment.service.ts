import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database } from '../platform/database/index.js';
import { Resource } from '../platform/http/index.js';
import { AccountsService, type NewAccount } from './accounts.service.js';
import type { CreateUserBody } from './user.dto.js';
import type { User } from './user.entity.js';
import { accountView, type AccountView } from './user.view.js';
import { recordOf } from './users.service.js';

/** Creates accounts on behalf of an admin. */
@Injectable()
export class RecruitmentService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly audit: Audit,
  ) {}

  /** @throws VALIDATION_ERROR, EMAIL_TAKEN, USERNAME_TAKEN, SERVICE_UNAVAILABLE */
  async create({ password, ...body }: CreateUserBody): Promise<Resource<AccountView>> {
    const passwordHash = await this.accounts.hashNewPassword(password, body);
    const user = await this.database.transaction(() => this.add({ ...body, passwordHash }));
    return new Resource(accountView(recordOf(user)), user.version, `/api/v1/users/${user.id}`);
  }

  private async add(account: NewAccount): Promise<User> {
    const user = await this.accounts.create(account);
    const target = { type: 'user', id: user.id } as const;
    await this.audit.record({ action: 'users.create', target, changes: { role: user.role } });
    return user;
  }
}
