import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { currentContext } from '../platform/context/index.js';
import { describeError } from '../platform/observability/index.js';
import type { Action, Outcome, TargetType } from './actions.js';
import { AuditRepository } from './audit.repository.js';
import { RecentEntries } from './recent-entries.js';

/** Something that has happened, as features tell it. */
export interface AuditEvent {
  action: Action;
  /** `success` when it is left out. */
  outcome?: Outcome;
  /** The caller of the request when it is left out. */
  actorId?: string;
  target?: { type: TargetType; id: string };
  /** What was changed, best as `{ member: { from, to } }`. Never a secret and never an email address: see ADR 0025. */
  changes?: Record<string, unknown>;
}

/** Keeps the log of who did what to what, from where, and with which outcome. */
@Injectable()
export class Audit {
  private readonly logger = new Logger(Audit.name);
  private readonly recent = new RecentEntries();

  constructor(private readonly entries: AuditRepository) {}

  /**
   * Adds an entry. In an open transaction it comes into being with its COMMIT, and what it tells of does not happen
   * without it; so a refusal is recorded outside of the transaction that fails. What a program does by an API key is
   * its owner's doing, with the key named in `changes.apiKeyId`.
   */
  async record({ action, outcome = 'success', actorId, target, changes }: AuditEvent): Promise<void> {
    const { principal, device, requestId } = currentContext() ?? {};
    const key = principal?.apiKey && { apiKeyId: principal.apiKey.id };
    await this.entries.insert({
      id: uuidv7(),
      actorId: actorId ?? principal?.userId ?? null,
      action,
      targetType: target?.type ?? null,
      targetId: target?.id ?? null,
      outcome,
      ipAddress: device?.ipAddress ?? null,
      userAgent: device?.userAgent ?? null,
      requestId: requestId ?? null,
      changes: changes || key ? { ...changes, ...key } : null,
    });
  }

  /**
   * Adds an entry about what changes nothing (somebody reads, is refused): on each instance at most one a minute of the
   * same action on the same target by the same caller. A failure is logged and harms nobody.
   *
   * @param who tells callers apart; the caller's id when it is left out.
   */
  async note(event: AuditEvent, who = event.actorId ?? currentContext()?.principal?.userId): Promise<void> {
    const key = JSON.stringify([who, event.action, event.outcome, event.target, event.changes]);
    if (!this.recent.admits(key, performance.now())) return;
    if (!(await this.recordIfPossible(event))) this.recent.withdraw(key);
  }

  /** Adds an entry about what has failed anyway; tells whether it could be added, and if not, the log. */
  async recordIfPossible(event: AuditEvent): Promise<boolean> {
    try {
      await this.record(event);
      return true;
    } catch (error) {
      this.logger.warn(`No audit entry for ${event.action}: ${describeError(error).message}`);
      return false;
    }
  }

  /**
   * Takes a person out of the log for good: addresses and agents of what they did, and of attempts on their account,
   * and what entries about them say beyond that they were made. The ids stay.
   */
  forget(userId: string): Promise<void> {
    return this.entries.forget(userId);
  }
}
