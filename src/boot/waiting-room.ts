import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServerConfig } from '../platform/config/index.js';
import { explainListenFailure } from './listen-failure.js';
import { answerWhileStarting } from './starting-answer.js';

/** Holds the port while the application is being made. */
export interface WaitingRoom {
  port: number;
  /** Gives the port free. May be called again. */
  close(): Promise<void>;
}

/**
 * Opens the port before the database is ready, so that a long migration looks alive and not ready, and so that a taken
 * port ends the start before anything is changed. Its successor listens a moment after it has closed.
 *
 * @throws BootError when the port cannot be opened.
 */
export async function openWaitingRoom({ host, port }: Pick<ServerConfig, 'host' | 'port'>): Promise<WaitingRoom> {
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.splice(0).map(closeServer));
  };
  try {
    for (const address of await addressesOf(host)) {
      const server = await listen(address, portOf(servers[0]) ?? port).catch((error: unknown) => {
        // A machine may call ::1 localhost without having it.
        if (host === 'localhost' && (error as NodeJS.ErrnoException).code === 'EADDRNOTAVAIL') return undefined;
        throw error;
      });
      if (server) servers.push(server);
    }
  } catch (error) {
    await close();
    throw explainListenFailure(error, { host, port });
  }
  return { port: portOf(servers[0]) ?? port, close };
}

async function addressesOf(host: string): Promise<string[]> {
  if (host !== 'localhost') return [host];
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer(answerWhileStarting);
  server.listen({ host, port });
  await once(server, 'listening');
  return server;
}

function portOf(server: Server | undefined): number | undefined {
  return (server?.address() as AddressInfo | undefined)?.port;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
