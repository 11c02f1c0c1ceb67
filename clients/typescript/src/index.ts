export { createQuire, QuireWithSession, type KeyOptions, type SessionOptions } from './create-quire.js';
export { editLatest, type ReadAnswer } from './edit-latest.js';
export type { components, operations, paths } from './generated/schema.js';
export type {
  BodyOf,
  CallOptions,
  ItemOf,
  JsonPath,
  ListPath,
  Method,
  OptionsOf,
  Path,
  PathOf,
  Schemas,
} from './operations.js';
export {
  isProblem,
  QuireNetworkError,
  QuireProblem,
  QuireResponseError,
  type FieldError,
  type ProblemCode,
} from './problems.js';
export { Quire, type Answer } from './quire.js';
export type { RetryOptions } from './retries.js';
export type { Fetch, SenderOptions } from './sender.js';
export type { EndListener, Session } from './session.js';
export { MemoryTokenStore, type Tokens, type TokenStore } from './tokens.js';
