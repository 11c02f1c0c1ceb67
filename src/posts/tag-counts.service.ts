import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs/index.js';
import { TagCountsRepository } from './tag-counts.repository.js';

/** Keeps the changes of the counts of tags few: each write adds one, and every minute the tags take them over. */
@Injectable()
export class TagCountsService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly counts: TagCountsRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule('compact-tag-counts', '* * * * *', () => this.counts.settle());
  }
}
