import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { IdempotencyService } from '../platform/http/idempotency/index.js';
import { Jobs } from '../platform/jobs/index.js';

/** What the house itself writes down about people while it works. */
@Injectable()
export class TracesService {
  constructor(
    private readonly audit: Audit,
    private readonly idempotency: IdempotencyService,
    private readonly jobs: Jobs,
  ) {}

  /** Notes, in the open transaction, that somebody is being erased, as the last thing that is said of them. */
  note(userId: string, posts: string): Promise<void> {
    return this.audit.record({ action: 'users.erase', target: { type: 'user', id: userId }, changes: { posts } });
  }

  /** Removes what would lead to a person, in the open transaction. In the audit log their id stays, which is nobody's then. */
  async remove(userId: string): Promise<void> {
    await this.audit.forget(userId);
    await this.idempotency.forget(userId);
    await this.jobs.forget(userId);
  }
}
