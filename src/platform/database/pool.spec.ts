import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { isLostConnection } from './failures.js';
import { BoundedPool } from './pool.js';

/** Messages of PostgreSQL's protocol: a type, the length of the rest with itself, the rest. */
function message(type: string, rest: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(rest.length + 4);
  return Buffer.concat([Buffer.from(type), length, rest]);
}

const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const TERMINATED = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));

describe('a connection that is cut as soon as it is made', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      // One packet: the driver hands the connection out and finds it lost before anybody can listen to it.
      socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, TERMINATED])));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.close();
  });

  it('is a loss like any other to whoever uses it, and no end of the process', async () => {
    const { port } = server.address() as AddressInfo;
    const pool = new BoundedPool({ host: '127.0.0.1', port, user: 'quire', ssl: false });
    const client = await pool.connect();
    const failure: unknown = await client.query('SELECT 1').catch((error: unknown) => error);
    expect(isLostConnection(failure)).toBe(true);
    client.release(true);
    await pool.end();
  });
});
