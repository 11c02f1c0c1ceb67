import { Injectable, Logger } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { currentContext } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { AccountMails } from './mails/index.js';
import { SessionsRepository } from './sessions.repository.js';

/** Ends a session whose refresh token two have: its owner and somebody else, whichever of them is first. */
@Injectable()
export class SessionReuseService {
  private readonly logger = new Logger(SessionReuseService.name);

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly audit: Audit,
    private readonly mails: AccountMails,
  ) {}

  /** Ends it and tells its owner; of parallel calls one does. */
  end(sessionId: string): Promise<void> {
    return this.database.transaction(async () => {
      const userId = await this.sessions.end(sessionId);
      if (userId === undefined) return;
      await this.audit.record({
        action: 'auth.refresh-token-reused',
        outcome: 'failure',
        target: { type: 'user', id: userId },
        changes: { sessionId },
      });
      await this.mails.queue('refresh-token-reused', userId, currentContext()?.device);
      this.logger.warn(`A spent refresh token was presented again; session ${sessionId} of user ${userId} ends`);
    });
  }
}
