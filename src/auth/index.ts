export { AuthModule } from './auth.module.js';
export { CallingDevice } from './device.js';
export { EmailChangeService } from './email-change.service.js';
export type { Proof } from './identity-check.js';
export { StepUp, type ProofFields } from './step-up.js';
export { SecondFactorCodeField } from './totp/index.js';
