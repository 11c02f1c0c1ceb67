export * from './derive-key.js';
export * from './random-bytes.js';
export * from './sealer.js';
