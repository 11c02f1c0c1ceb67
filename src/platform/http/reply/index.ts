export * from './credentials.js';
export * from './precondition.js';
export { present } from './present.js';
export * from './reply.js';
export * from './representation.interceptor.js';
export * from './representation.js';
