export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
export { EmbeddedPostgresError } from './embedded-postgres.error.js';
export { discardEmbeddedPostgres } from './discard.js';
export { describeProcess, endProcess } from './processes.js';
