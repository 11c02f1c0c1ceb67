export * from './route-config.js';
export * from './route-table.js';
