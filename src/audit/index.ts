export { ACTIONS, OUTCOMES, TARGET_TYPES, type Action, type Outcome, type TargetType } from './actions.js';
export { ActorNames, type NameSource } from './actor-names.js';
export { AuditModule } from './audit.module.js';
export { Audit, type AuditEvent } from './audit.service.js';
