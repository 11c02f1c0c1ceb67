export { isOneTimeCode, type TotpSetup } from './one-time-codes.js';
export { OneTimeCodeField, SecondFactorCodeField } from './second-factor-code.field.js';
export { SecondFactorsRepository } from './second-factors.repository.js';
export { SecondFactorsService } from './second-factors.service.js';
