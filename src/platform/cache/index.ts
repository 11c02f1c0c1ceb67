export { BoundedMap } from './bounded-map.js';
export { CacheModule } from './cache.module.js';
export { CacheTags } from './cache-tags.js';
export { Cached } from './cached.decorator.js';
export { EarlyAnswers } from './early-answers.js';
export { ResponseCache, type Answer, type CacheOutcome } from './response-cache.js';
export { ResponseCacheStep } from './response-cache.step.js';
