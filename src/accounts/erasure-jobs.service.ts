import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { Jobs } from '../platform/jobs/index.js';
import { AccountErasure, type Erasure } from '../users/index.js';
import { ErasureService } from './erasure.service.js';
import { TracesService } from './traces.service.js';

/** Days that a deleted account can be restored. */
const KEPT_DAYS = 30;
/** Erasures that one run looks after, and milliseconds that it takes for each. */
const BATCH = 20;
const PATIENCE = 10_000;

/** Ends every minute what requests have left to do, and begins every night with accounts that were deleted for long. */
@Injectable()
export class ErasureJobs implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountErasure,
    private readonly erasures: ErasureService,
    private readonly traces: TracesService,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule('finish-erasures', '* * * * *', () => this.finish());
    this.jobs.schedule('erase-deleted-accounts', '20 3 * * *', () => this.eraseLongDeleted());
  }

  /** Continues the erasures that are under way. @throws AggregateError when some failed, once the others are done. */
  async finish(): Promise<void> {
    const failures: unknown[] = [];
    for (const erasure of await this.accounts.findUnderWay(BATCH)) {
      await this.erasures.finish(erasure, PATIENCE).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} erasures have failed`);
  }

  /** Erases the accounts that were deleted more than thirty days ago. Their posts stay. */
  async eraseLongDeleted(): Promise<void> {
    for (let begun = await this.beginNext(); begun; begun = await this.beginNext()) {
      await this.erasures.finish(begun, PATIENCE);
    }
  }

  private beginNext(): Promise<Erasure | undefined> {
    return this.database.transaction(async () => {
      const id = await this.accounts.lockLongDeleted(KEPT_DAYS);
      if (id === undefined) return undefined;
      await this.traces.note(id, 'keep');
      return this.accounts.begin(id, 'keep');
    });
  }
}
