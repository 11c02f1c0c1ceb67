export * from './access.js';
export * from './authentication/index.js';
export * from './gate.js';
export * from './access.step.js';
export * from './passwords/index.js';
export * from './security.module.js';
export * from './throttling/index.js';
