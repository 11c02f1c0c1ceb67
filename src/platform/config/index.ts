export * from './config.js';
export * from './config-error.js';
export * from './config.module.js';
export * from './load-config.js';
export * from './read-environment.js';
export type { Environment } from './variables.js';
