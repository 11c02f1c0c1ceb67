export { AccessTokens, type TokenSubject } from './access-tokens.js';
export * from './api-key-directory.js';
export * from './authentication.js';
export * from './refused-token.js';
export * from './session-directory.js';
export { SigningKeys, type PublicJwk } from './signing-keys.js';
