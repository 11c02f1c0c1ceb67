import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two bytes: often enough for a server that only ends silent connections to wait for ever. */
const PACE = 1000;

const HEADERS = 'GET /api/v1/posts HTTP/1.1\r\nHost: localhost\r\nX-Slow: ';
const BODY =
  'POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n{';

/** Connections that send their headers, or their body, a byte a second. */
export class SlowSockets {
  private readonly open = new Map<Socket, number>();
  private readonly pace: NodeJS.Timeout;
  private longest = 0;

  /** @param each how many of each kind */
  constructor(
    private readonly url: string,
    each: number,
  ) {
    for (let number = 0; number < each; number += 1) {
      this.connect(HEADERS);
      this.connect(BODY);
    }
    this.pace = setInterval(() => {
      for (const socket of this.open.keys()) socket.write('a');
    }, PACE);
  }

  /** How many have not been closed by the server. */
  get count(): number {
    return this.open.size;
  }

  /** Waits until the server has closed all, but no longer than so many seconds. Gives how long the last one lived. */
  async untilClosed(seconds: number): Promise<number> {
    for (const end = performance.now() + seconds * 1000; this.open.size > 0 && performance.now() < end;)
      await delay(50);
    clearInterval(this.pace);
    if (this.open.size > 0) this.longest = Infinity;
    for (const socket of this.open.keys()) socket.destroy();
    return this.longest;
  }

  private connect(beginning: string): void {
    const { hostname, port } = new URL(this.url);
    const socket = connect(Number(port), hostname);
    this.open.set(socket, performance.now());
    // Whatever it answers, it has to close.
    socket.resume();
    socket.on('error', () => undefined);
    socket.once('connect', () => socket.write(beginning));
    socket.once('close', () => {
      this.longest = Math.max(this.longest, (performance.now() - (this.open.get(socket) ?? 0)) / 1000);
      this.open.delete(socket);
    });
  }
}
