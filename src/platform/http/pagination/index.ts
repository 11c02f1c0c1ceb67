export type { Position } from './cursor.js';
export * from './page-query.js';
export * from './pager.js';
