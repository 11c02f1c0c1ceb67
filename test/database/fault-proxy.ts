import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface FaultProxy {
  /** The proxied server's URL by way of this proxy. */
  url: string;
  /** What happens to bytes that clients send from now on. */
  behave(fault: (sent: Buffer) => 'pass' | 'swallow' | 'pass, then cut before the answer'): void;
  close(): Promise<void>;
}

/** A network in front of PostgreSQL that can fall silent or break. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let fault: Parameters<FaultProxy['behave']>[0] = () => 'pass';
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let cutting = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (sent) => {
      const decision = fault(sent);
      if (decision === 'swallow') return;
      cutting = decision !== 'pass';
      upstream.write(sent);
    });
    upstream.on('data', (answer) => (cutting ? client.destroy() : client.write(answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    behave: (next) => {
      fault = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
