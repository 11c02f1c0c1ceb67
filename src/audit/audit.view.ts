import { ApiProperty } from '../platform/http/index.js';
import { ACTIONS, OUTCOMES, TARGET_TYPES, type Action, type Outcome, type TargetType } from './actions.js';
import type { AuditRow } from './audit.repository.js';

const id = { type: 'string', format: 'uuid' } as const;

export class AuditActorView {
  @ApiProperty(id)
  id: string;

  @ApiProperty({
    type: 'string',
    maxLength: 30,
    nullable: true,
    description: 'The present one; null when the account is erased',
    example: 'ann',
  })
  username: string | null;
}

export class AuditTargetView {
  @ApiProperty({ enum: TARGET_TYPES })
  type: TargetType;

  @ApiProperty({ maxLength: 200, example: '0192f0a0-0000-7000-8000-000000000001' })
  id: string;
}

/** Who did what to what, when, from where, and with which outcome. */
export class AuditEntryView {
  @ApiProperty(id)
  id: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  at: string;

  @ApiProperty({ type: AuditActorView, nullable: true, description: 'Null for whoever had not proved who they are' })
  actor: AuditActorView | null;

  @ApiProperty({ enum: ACTIONS })
  action: Action;

  @ApiProperty({ type: AuditTargetView, nullable: true })
  target: AuditTargetView | null;

  @ApiProperty({
    enum: OUTCOMES,
    description: '`denied`: without the right to it; `failure`: wrong, such as a password',
  })
  outcome: Outcome;

  @ApiProperty({ type: 'string', maxLength: 45, nullable: true, example: '203.0.113.7' })
  ipAddress: string | null;

  @ApiProperty({ type: 'string', nullable: true, maxLength: 500, example: 'Mozilla/5.0' })
  userAgent: string | null;

  @ApiProperty({ ...id, nullable: true, description: 'The `X-Request-Id` of the answer, and of the lines in the log' })
  requestId: string | null;

  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'What was changed, mostly as `{ member: { from, to } }`; no secrets, no email addresses',
    example: { role: { from: 'user', to: 'moderator' } },
  })
  changes: Record<string, unknown> | null;
}

export function auditEntryView(row: AuditRow & { at: string }, names: Map<string, string>): AuditEntryView {
  const { id, action, outcome, ipAddress, userAgent, requestId, changes } = row;
  return {
    id,
    at: row.at,
    actor: row.actorId === null ? null : { id: row.actorId, username: names.get(row.actorId) ?? null },
    action,
    target: row.targetType === null || row.targetId === null ? null : { type: row.targetType, id: row.targetId },
    outcome,
    ipAddress,
    userAgent,
    requestId,
    changes,
  };
}
