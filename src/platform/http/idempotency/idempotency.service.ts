import { Injectable } from '@nestjs/common';
import { ROLES, type Principal, type Role } from '../../context/index.js';
import { Database } from '../../database/index.js';
import { forbidden, idempotencyInProgress, idempotencyKeyReused } from '../../problem/index.js';
import type { Reply } from '../reply/reply.js';
import { IdempotencyRepository, type KeptReply } from './idempotency.repository.js';
import { restoreReply, storeReply } from './stored-reply.js';

export interface RetryableRequest {
  principal: Principal;
  key: string;
  fingerprint: Buffer;
}

/** Serves a request once: repeats under the same key are given the first reply again. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: Database,
    private readonly repository: IdempotencyRepository,
  ) {}

  /**
   * Gives the reply kept under the caller's key, or produces one and keeps it in the transaction that holds all its
   * effects. A failure undoes both, and leaves the key free; so does a crash, which ends the transaction.
   *
   * @throws Problem `IDEMPOTENCY_IN_PROGRESS` while another request holds the key, `IDEMPOTENCY_KEY_REUSED` when it
   * belongs to a different request, `FORBIDDEN` when the caller has lost the role in which the reply was given.
   */
  serve(request: RetryableRequest, produce: () => Promise<Reply>): Promise<{ reply: Reply; replayed: boolean }> {
    const { principal, fingerprint } = request;
    const key = { userId: principal.userId, key: request.key };
    return this.database.transaction(async () => {
      if (!(await this.repository.lock(key))) throw idempotencyInProgress({ headers: { 'Retry-After': '1' } });
      const kept = await this.repository.find(key);
      if (kept) return { reply: replay(kept, request), replayed: true };
      const reply = await produce();
      await this.repository.keep(key, { fingerprint, role: principal.role, reply: storeReply(reply) });
      return { reply, replayed: false };
    });
  }

  /** Removes the replies kept for a user, and those kept for moderators and admins that speak of the user. */
  forget(userId: string): Promise<void> {
    return this.repository.forget(userId);
  }
}

function replay(kept: KeptReply, { principal, fingerprint }: RetryableRequest): Reply {
  if (!kept.fingerprint.equals(fingerprint)) throw idempotencyKeyReused();
  if (rank(principal.role) < rank(kept.role)) throw forbidden();
  return restoreReply(kept.reply);
}

function rank(role: Role): number {
  return ROLES.indexOf(role);
}
