import { redisScript, type RedisConnection } from '../../redis/index.js';
import type { AttemptCount, FailureCounts } from './failure-counts.js';
import { PENALTY } from './penalty.js';

/** KEYS: pair, account. ARGV: allowance, first block, longest block, window. Gives the block left and the account's failures. */
const ATTEMPT = redisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local blocked_until = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
if blocked_until > now then return { blocked_until - now, 0 } end

local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
local block = 0
if failures >= tonumber(ARGV[1]) then block = math.min(ARGV[3], ARGV[2] * 2 ^ (failures - ARGV[1])) end
redis.call('HSET', KEYS[1], 'until', string.format('%d', now + block))
redis.call('PEXPIRE', KEYS[1], string.format('%d', block + ARGV[4]))

local of_account = redis.call('INCR', KEYS[2])
if of_account == 1 then redis.call('PEXPIRE', KEYS[2], ARGV[4]) end
return { 0, of_account }
`);

const TAKE_BACK = `
local function take_back_from_account()
  local left = tonumber(redis.call('GET', KEYS[2]) or 0)
  if left > 1 then redis.call('DECR', KEYS[2]) elseif left == 1 then redis.call('DEL', KEYS[2]) end
end
`;

const CLEAR = redisScript(`${TAKE_BACK}
redis.call('DEL', KEYS[1])
take_back_from_account()
`);

const WITHDRAW = redisScript(`${TAKE_BACK}
local left = tonumber(redis.call('HGET', KEYS[1], 'failures') or 0)
if left > 1 then
  redis.call('HSET', KEYS[1], 'failures', left - 1, 'until', 0)
else
  redis.call('DEL', KEYS[1])
end
take_back_from_account()
`);

/** The counts that all instances share; every call fails while Redis is away. */
export class SharedFailureCounts implements FailureCounts {
  constructor(private readonly redis: RedisConnection) {}

  async attempt(pair: string, account: string): Promise<AttemptCount> {
    const { allowance, firstBlock, longestBlock, window } = PENALTY;
    const values = [allowance, firstBlock, longestBlock, window].map(String);
    const reply = await this.redis.run(ATTEMPT, keys(pair, account), values);
    if (!Array.isArray(reply)) throw new TypeError('Redis gave an unexpected reply');
    const [blockedFor, accountFailures] = reply.map(Number) as [number, number];
    return { blockedFor, accountFailures };
  }

  async clear(pair: string, account: string): Promise<void> {
    await this.redis.run(CLEAR, keys(pair, account), []);
  }

  async withdraw(pair: string, account: string): Promise<void> {
    await this.redis.run(WITHDRAW, keys(pair, account), []);
  }
}

function keys(pair: string, account: string): string[] {
  return [`quire:failures:${pair}`, `quire:failures:${account}`];
}
