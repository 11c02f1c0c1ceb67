export * from './derive-key.js';
export * from './sealer.js';
