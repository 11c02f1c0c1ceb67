import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs/index.js';
import { TagCountsRepository } from './tag-counts.repository.js';

/** Keeps the counts of tags short: each write adds a change to them, and every minute the changes are summed up. */
@Injectable()
export class TagCountsService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly counts: TagCountsRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule('compact-tag-counts', '* * * * *', () => this.counts.compact());
  }
}
