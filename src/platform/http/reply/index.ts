export * from './credentials.js';
export * from './precondition.js';
export { answerWith, present } from './present.js';
export * from './reply.js';
export * from './representation.js';
