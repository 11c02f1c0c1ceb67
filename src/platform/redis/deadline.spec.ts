import { setTimeout as delay } from 'node:timers/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { withDeadline } from './deadline.js';
import { RedisUnavailable } from './redis-unavailable.js';

describe('A deadline', () => {
  it('gives the reply, or its failure, that comes in time', async () => {
    await expect(withDeadline(Promise.resolve('here'), 1_000)).resolves.toBe('here');
    await expect(withDeadline(Promise.reject(new Error('refused')), 1_000)).rejects.toThrow('refused');
  });

  it('ends the wait for one that does not come', async () => {
    await expect(withDeadline(new Promise(() => undefined), 1)).rejects.toThrow(RedisUnavailable);
  });

  it('does not take a stall of this process for a silent server', async () => {
    const server = createServer((socket) => socket.end('reply')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const reply = withDeadline(once(socket, 'data'), 50);
    await once(socket, 'connect');
    await delay(0);
    for (const end = performance.now() + 200; performance.now() < end;);
    await expect(reply).resolves.toHaveLength(1);
    server.close();
  });
});
