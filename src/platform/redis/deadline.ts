import { RedisUnavailable } from './redis-unavailable.js';

/**
 * Gives a reply `milliseconds` to come. A process that was busy meanwhile first reads what has arrived (timers run before
 * the sockets are read, `setImmediate` after), so that its own stall is not taken for a silent server.
 *
 * @throws RedisUnavailable when it is late; what becomes of the reply then is nobody's concern.
 */
export function withDeadline<T>(reply: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      setImmediate(() => {
        reject(new RedisUnavailable(`No answer within ${milliseconds} ms`));
      });
    }, milliseconds);
    reply.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
