import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { Jobs } from '../platform/jobs/index.js';
import { TitleWordsRepository } from './title-words.repository.js';

/**
 * Keeps the words by which misspelt searches are corrected to those of titles that there are: once a day the words of
 * titles that were changed or removed go. One that is written again at that very moment may be missing until the next time.
 */
@Injectable()
export class TitleWords implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly words: TitleWordsRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule('prune-title-words', '40 3 * * *', () => this.prune());
  }

  /** Removes the words that stand in no title any more. */
  prune(): Promise<void> {
    return this.database.bulkTransaction(() => this.words.prune());
  }
}
