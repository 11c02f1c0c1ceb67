import { Injectable } from '@nestjs/common';
import { ThrottlerStorageService, type ThrottlerStorage } from '@nestjs/throttler';
import { RedisConnection, redisScript } from '../../redis/index.js';

type ThrottlerStorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

const PREFIX = 'quire:throttle';

/**
 * A window that begins with its first request. KEYS: the counter. ARGV: milliseconds of the window, the limit,
 * milliseconds of the block that begins with the first request past the limit (0: until the window ends).
 * Gives the count and the milliseconds that are left.
 */
const COUNT = redisScript(`
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
elseif hits == ARGV[2] + 1 and tonumber(ARGV[3]) > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return { hits, redis.call('PTTL', KEYS[1]) }
`);

/** Counts in Redis for all instances together; while it is away each instance counts by itself, so no limit is ever off. */
@Injectable()
export class SharedThrottlerStorage implements ThrottlerStorage {
  constructor(
    private readonly redis: RedisConnection,
    private readonly local: ThrottlerStorageService,
  ) {}

  /** Counts one request. `ttl` and `blockDuration` are milliseconds, the times in the record seconds. */
  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottlerStorageRecord> {
    if (this.redis.available) {
      try {
        const counter = `${PREFIX}:${throttlerName}:${key}`;
        return record(await this.redis.run(COUNT, [counter], [ttl, limit, blockDuration].map(String)), limit);
      } catch {
        return this.local.increment(key, ttl, limit, blockDuration, throttlerName);
      }
    }
    return this.local.increment(key, ttl, limit, blockDuration, throttlerName);
  }
}

/** @throws TypeError for a reply that is not the script's. */
function record(reply: unknown, limit: number): ThrottlerStorageRecord {
  if (!Array.isArray(reply)) throw new TypeError('Redis gave an unexpected reply');
  const [totalHits, left] = reply.map(Number) as [number, number];
  const seconds = Math.max(1, Math.ceil(left / 1000));
  const isBlocked = totalHits > limit;
  return { totalHits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 };
}
