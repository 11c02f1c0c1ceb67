import { Injectable, Logger } from '@nestjs/common';
import { StepUp } from '../auth/index.js';
import type { Device, Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { Precondition } from '../platform/http/index.js';
import { invalidField } from '../platform/problem/index.js';
import { AccountErasure, type PostsFate } from '../users/index.js';
import type { EraseAccountBody } from './account.dto.js';
import { ErasureService } from './erasure.service.js';
import { TracesService } from './traces.service.js';

/** Milliseconds that a request takes for the erasure itself; what is more than that is done behind it. */
const PATIENCE = 3_000;

/** Has accounts erased: by those whose they are, and by admins. */
@Injectable()
export class AccountRemovalService {
  private readonly logger = new Logger(AccountRemovalService.name);

  constructor(
    private readonly database: Database,
    private readonly stepUp: StepUp,
    private readonly accounts: AccountErasure,
    private readonly erasures: ErasureService,
    private readonly traces: TracesService,
  ) {}

  /** @throws VALIDATION_ERROR naming `password` or `code`, RATE_LIMITED, LAST_ADMIN, SERVICE_UNAVAILABLE */
  async removeOwn({ password, code, posts }: EraseAccountBody, caller: Principal, device: Device): Promise<void> {
    await this.stepUp.require(caller, { password, code }, device);
    await this.remove(caller.userId, posts, caller, Precondition.none);
  }

  /**
   * Erases somebody else's account, deleted before or not.
   *
   * @throws VALIDATION_ERROR naming `id` when it is the caller's own, which takes their password; NOT_FOUND, PRECONDITION_FAILED
   */
  async purge(id: string, caller: Principal, precondition: Precondition): Promise<void> {
    if (id === caller.userId) throw invalidField('id', 'self', 'id must not be your own: DELETE /users/me erases it');
    await this.remove(id, 'keep', caller, precondition);
  }

  /** Once it has begun, the erasure comes to its end, whatever happens to this request. */
  private async remove(id: string, posts: PostsFate, caller: Principal, precondition: Precondition): Promise<void> {
    const erasure = await this.database.transaction(async () => {
      const begun = await this.accounts.begin(id, posts, caller, precondition);
      await this.traces.note(id, posts);
      return begun;
    });
    await this.erasures.finish(erasure, PATIENCE).catch((error: unknown) => {
      this.logger.warn(`The erasure of ${id} is finished later: ${String(error)}`);
    });
  }
}
