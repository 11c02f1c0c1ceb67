import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { Authentication, SessionDirectory } from '../platform/security/index.js';
import { SessionsRepository } from './sessions.repository.js';

/** Answers who a session belongs to with one indexed join; nothing is remembered from one request to the next. */
@Injectable()
export class DatabaseSessionDirectory extends SessionDirectory {
  constructor(
    private readonly sessions: SessionsRepository,
    authentication: Authentication,
  ) {
    super();
    authentication.useSessions(this);
  }

  findPrincipal(sessionId: string, userId: string): Promise<Principal | undefined> {
    return this.sessions.findPrincipal(sessionId, userId);
  }
}
