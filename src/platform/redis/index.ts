export { withDeadline } from './deadline.js';
export type { RedisClient } from './redis-client.js';
export { RedisConnection } from './redis-connection.js';
export { RedisModule } from './redis.module.js';
export { redisScript, type RedisScript } from './redis-script.js';
export { RedisUnavailable } from './redis-unavailable.js';
