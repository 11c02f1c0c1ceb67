export { announceDraining } from './drain-hook.js';
export { HealthModule } from './health.module.js';
export { Readiness } from './readiness.js';
