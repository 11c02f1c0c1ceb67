import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs/index.js';
import { SessionsRepository } from './sessions.repository.js';

/** Sessions that one statement removes. */
const BATCH = 1000;

/** Removes sessions that ended by themselves, once a day. */
@Injectable()
export class SessionSweepService implements OnModuleInit {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule('sweep-sessions', '17 3 * * *', () => this.sweep());
  }

  /** Removes those that ended more than a day ago: until then their tokens are told apart from forged ones. */
  async sweep(): Promise<void> {
    while ((await this.sessions.removeExpired(BATCH)) === BATCH);
  }
}
