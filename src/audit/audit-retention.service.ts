import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs/index.js';
import { AuditRepository } from './audit.repository.js';

/** Entries that one statement removes. */
const BATCH = 1000;

/** Removes entries that are older than a year, once a day; the database refuses to remove any other. */
@Injectable()
export class AuditRetentionService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly entries: AuditRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule('expire-audit-log', '30 3 * * *', () => this.expire());
  }

  async expire(): Promise<void> {
    while ((await this.entries.expire(BATCH)) === BATCH);
  }
}
