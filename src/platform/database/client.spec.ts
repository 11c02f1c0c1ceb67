import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Client } from 'pg';
import { PromptClient } from './client.js';
import { breaksConnection } from './failures.js';

const AUTHENTICATED = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

describe('a server that lets clients in and then is silent', () => {
  let server: Server;
  let sockets: Socket[];
  beforeEach(async () => {
    sockets = [];
    server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      socket.once('data', () => socket.write(Buffer.concat([AUTHENTICATED, READY])));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  async function client(): Promise<Client> {
    const { port } = server.address() as AddressInfo;
    const connected: Client = new PromptClient({ host: '127.0.0.1', port, user: 'quire', ssl: false, silence: 50 });
    connected.on('error', () => undefined);
    await connected.connect();
    return connected;
  }

  it('is not waited for any longer, nor asked again', async () => {
    const connected = await client();
    const lost = new Promise<void>((resolve) => connected.once('end', resolve));
    const failure: unknown = await connected.query('SELECT 1').catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: 'Query read timeout' });
    expect(breaksConnection(failure)).toBe(true);
    await lost;
    await expect(connected.query('SELECT 1')).rejects.toThrow();
  });

  it('fails those who ask with a callback when the connection is lost', async () => {
    const connected = await client();
    const failure = new Promise((resolve) => {
      connected.query('SELECT 1', resolve);
    });
    await expect(connected.query('SELECT 2')).rejects.toThrow('Query read timeout');
    expect(await failure).toMatchObject({ message: expect.stringContaining('terminated') as string });
  });
});
