export { correlationIdOf } from './correlation-id.js';
export * from './device.js';
export * from './principal.js';
export * from './request-context.js';
