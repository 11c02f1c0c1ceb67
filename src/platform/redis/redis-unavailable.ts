/** Redis is not configured, not connected, or did not answer in time; whether a command was done is unknown. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
}
