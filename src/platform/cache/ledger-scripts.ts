import { redisScript } from '../redis/index.js';

/**
 * The whole ledger is one hash, so that Redis keeps or loses (FLUSHALL, eviction) all of it at once; a ledger without an
 * epoch is a new one, and nothing from before is believed. Its fields: `epoch`, `clock`, `c:<tag>` the clock at the last
 * change, `p:<tag>` its position in the primary's log where that was told, `w:<tag>` the writers under way as
 * `<id>=<limit>;`; `position`, which all other changes lie before, and `lost`, the clock when that was last forgotten.
 * Positions exist only where there are replicas. Time is Redis's own, so the instances' clocks don't matter.
 */
const COMMON = `
local ledger = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function tick()
  return redis.call('HINCRBY', ledger, 'clock', 1)
end

local function lose_position(clock)
  redis.call('HDEL', ledger, 'position')
  redis.call('HSET', ledger, 'lost', clock)
end

local function start_epoch()
  for _, field in ipairs(redis.call('HKEYS', ledger)) do
    local kind = string.sub(field, 1, 2)
    if kind == 'c:' or kind == 'p:' then redis.call('HDEL', ledger, field) end
  end
  redis.call('HDEL', ledger, 'position')
  local epoch = time[1] .. '.' .. time[2] .. '.' .. tick()
  redis.call('HSET', ledger, 'epoch', epoch)
  return epoch
end
`;

/** Tags remembered before everything is forgotten at once, by a new epoch. */
const CAPACITY = 20_000;

/**
 * ARGV: tags, at most some thousands. Gives epoch, clock, the latest change of any tag, 1 when one is in writing, and the
 * position that their changes lie before, or nil.
 */
export const LOOK = redisScript(`${COMMON}
local function is_in_writing(tag, writers)
  local waited_for = ''
  for writer, limit in string.gmatch(writers, '(%w+)=(%d+);') do
    if tonumber(limit) > now then waited_for = waited_for .. writer .. '=' .. limit .. ';' end
  end
  if waited_for ~= writers then
    local clock = tick()
    redis.call('HSET', ledger, 'c:' .. tag, clock, 'w:' .. tag, waited_for)
    lose_position(clock)
  end
  if waited_for == '' then redis.call('HDEL', ledger, 'w:' .. tag) end
  return waited_for ~= ''
end

local epoch = redis.call('HGET', ledger, 'epoch') or start_epoch()
local fields = {}
for i, tag in ipairs(ARGV) do
  fields[i] = 'c:' .. tag
  fields[#ARGV + i] = 'w:' .. tag
end
local values = #fields > 0 and redis.call('HMGET', ledger, unpack(fields)) or {}
local in_writing = 0
local changed_at = 0
for i, tag in ipairs(ARGV) do
  local writers = values[#ARGV + i]
  if writers then
    if is_in_writing(tag, writers) then in_writing = 1 end
    values[i] = redis.call('HGET', ledger, 'c:' .. tag)
  end
  changed_at = math.max(changed_at, tonumber(values[i] or 0))
end
local position = redis.call('HGET', ledger, 'position')
if position and #ARGV > 0 then
  for i, tag in ipairs(ARGV) do fields[i] = 'p:' .. tag end
  for _, own in ipairs(redis.call('HMGET', ledger, unpack(fields, 1, #ARGV))) do
    if own and own > position then position = own end
  end
end
return { epoch, tonumber(redis.call('HGET', ledger, 'clock')), changed_at, in_writing, position }
`);

/** ARGV: writer, milliseconds that it may take, tags. */
export const BEGIN = redisScript(`${COMMON}
if redis.call('HLEN', ledger) > ${CAPACITY} then start_epoch() end
local clock = tick()
for i = 3, #ARGV do
  local writers = redis.call('HGET', ledger, 'w:' .. ARGV[i]) or ''
  writers = writers .. ARGV[1] .. '=' .. string.format('%d', now + ARGV[2]) .. ';'
  redis.call('HSET', ledger, 'c:' .. ARGV[i], clock, 'w:' .. ARGV[i], writers)
end
`);

/** ARGV: writer, the position that its change lies before or an empty text, tags. */
export const END = redisScript(`${COMMON}
local clock = tick()
local position = ARGV[2]
if position == '' then lose_position(clock) end
for i = 3, #ARGV do
  redis.call('HSET', ledger, 'c:' .. ARGV[i], clock)
  if position > (redis.call('HGET', ledger, 'p:' .. ARGV[i]) or '') then
    redis.call('HSET', ledger, 'p:' .. ARGV[i], position)
  end
  local writers = redis.call('HGET', ledger, 'w:' .. ARGV[i])
  if writers then
    local others = string.gsub(writers, ARGV[1] .. '=%d+;', '')
    if others == '' then redis.call('HDEL', ledger, 'w:' .. ARGV[i])
    else redis.call('HSET', ledger, 'w:' .. ARGV[i], others) end
  end
end
`);

/** ARGV: epoch, clock, position. Of no effect when the position was forgotten after that moment. */
export const ESTABLISH = redisScript(`${COMMON}
local known = redis.call('HMGET', ledger, 'epoch', 'lost', 'position')
if known[1] == ARGV[1] and tonumber(known[2] or 0) <= tonumber(ARGV[2]) and ARGV[3] > (known[3] or '') then
  redis.call('HSET', ledger, 'position', ARGV[3])
end
`);

/** Starts a new epoch: nothing kept so far is believed again. */
export const START_EPOCH = redisScript(`${COMMON}
start_epoch()
`);
