export { OneTimeTokens, TOKEN_GUESSES } from './one-time-tokens.service.js';
export { OneTimeTokensRepository, type FoundToken, type Purpose } from './one-time-tokens.repository.js';
