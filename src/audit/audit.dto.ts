import { ChoiceField, DateTimeField, PageQuery, TextField } from '../platform/http/index.js';
import { ACTIONS, OUTCOMES, TARGET_TYPES, type Action, type Outcome, type TargetType } from './actions.js';

export const AUDIT_ORDERS = ['at'] as const;
export type AuditOrder = (typeof AUDIT_ORDERS)[number];

/** The query of `GET /audit-log`. */
export class AuditQuery extends PageQuery {
  @TextField({
    min: 1,
    max: 36,
    optional: true,
    convert: (text) => text.toLowerCase(),
    description: 'Id or username of who did it',
    example: 'ann',
  })
  actor?: string;

  @ChoiceField(ACTIONS, { optional: true, description: 'What was done' })
  action?: Action;

  @ChoiceField(TARGET_TYPES, { optional: true, description: 'The kind of what it was done to' })
  targetType?: TargetType;

  @TextField({ min: 1, max: 200, optional: true, description: 'Id of what it was done to', example: 'sea' })
  targetId?: string;

  @ChoiceField(OUTCOMES, { optional: true, description: 'How it ended' })
  outcome?: Outcome;

  @DateTimeField({ optional: true, description: 'Entered at this moment or later' })
  createdAfter?: Date;

  @DateTimeField({ optional: true, description: 'Entered before this moment' })
  createdBefore?: Date;

  @ChoiceField(AUDIT_ORDERS, { default: 'at', description: 'The one order there is' })
  sortBy: AuditOrder = 'at';
}
