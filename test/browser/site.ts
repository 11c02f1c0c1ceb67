import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The client as it is packed; the command is started from the root of the repository. */
const CLIENT = join(process.cwd(), 'clients/typescript/dist');

/** A site that uses the API from another origin: an empty page, and the built client below `/client/`. */
export class Site {
  private constructor(private readonly server: Server) {}

  static async open(): Promise<Site> {
    const server = createServer((request, response) => void serve(request.url ?? '', response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Site(server);
  }

  /** The origin that the API is told of. */
  get listed(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** By another name it is another origin. */
  get unlisted(): string {
    return `http://localhost:${this.port}`;
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function serve(path: string, response: ServerResponse): Promise<void> {
  const [, name] = /^\/client\/([\w/-]+\.js)$/.exec(path) ?? [];
  if (name === undefined) {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>A site</title>');
    return;
  }
  const text = await readFile(join(CLIENT, name)).catch(() => undefined);
  response.statusCode = text ? 200 : 404;
  response.setHeader('Content-Type', 'text/javascript').end(text);
}
