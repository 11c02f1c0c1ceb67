import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';

/** Milliseconds after which a call has no answer any more: twice of what a request may take. */
const PATIENCE = 10_000;

/** One request. Paths are those of the server; a body is sent as JSON. */
export interface Call {
  method: string;
  path: string;
  token?: string;
  /** The `Idempotency-Key`. */
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Milliseconds after the first half of the body in which the second one is sent. */
  pause?: number;
}

/** An answer that has come whole. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/** No whole answer has come. */
export class NoAnswer extends Error {
  /** @param refused whether the server cannot have seen the request, because there was no connection. */
  constructor(
    readonly reason: string,
    readonly refused: boolean,
  ) {
    super(`No answer: ${reason}`);
  }
}

/** Connections that are kept. */
export class Connections {
  private readonly agent = new Agent();
  private readonly waiting = new Set<Exchange>();
  private busy = 0;

  /** @param most as a balancer has them: a call that finds none free waits for one. */
  constructor(private readonly most = Infinity) {}

  /** Sends a call when there is a connection for it, unless nobody waits for its answer any more. */
  send(exchange: Exchange): void {
    this.waiting.add(exchange);
    this.sendNext();
  }

  /** A call has ended, and its connection is free again. */
  release(): void {
    this.busy -= 1;
    this.sendNext();
  }

  /** Nothing may be under way. */
  close(): Promise<void> {
    return this.agent.close();
  }

  /** Waiting is done here: the client would open a connection to end a call that nobody waits for any more. */
  private sendNext(): void {
    for (const exchange of this.waiting) {
      if (this.busy >= this.most) return;
      this.waiting.delete(exchange);
      if (exchange.isOver) continue;
      this.busy += 1;
      exchange.sentOn = this;
      this.agent.dispatch(exchange.request, exchange);
    }
  }
}

/** Never waited for: how many there are is for the server to bear. */
let kept = new Connections();

/** Closes the connections that are kept. Nothing may be under way. */
export async function closeConnections(): Promise<void> {
  const closed = kept;
  kept = new Connections();
  await closed.close();
}

/**
 * @param connections to send it on; for want of others as many as there is need of.
 * @throws NoAnswer when none comes whole within ten seconds.
 */
export function send(url: string, call: Call, connections = kept): Promise<Answer> {
  return new Promise((resolve, reject) => {
    connections.send(new Exchange(requestOf(url, call), resolve, reject));
  });
}

/**
 * One call on its way. The client's own promises and streams would cost the generator more than the server has work with
 * most calls, on the same processors.
 */
class Exchange implements Dispatcher.DispatchHandler {
  isOver = false;
  /**
   * Told once, when it has ended. With a function for that in each call V8 keeps most calls until it collects the old space,
   * and the generator stands still for 20 to 40 ms in every second of an overload.
   */
  sentOn: Connections | undefined;
  private readonly late = setTimeout(() => {
    this.fail('ETIMEDOUT');
  }, PATIENCE);
  private readonly chunks: Buffer[] = [];
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: Answer['headers'] = {};

  constructor(
    readonly request: Dispatcher.DispatchOptions,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: NoAnswer) => void,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.isOver) controller.abort(new Error('Nobody waits for it any more'));
  }

  onResponseStart(_controller: unknown, status: number, headers: Answer['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.end()) return;
    this.resolve({ status: this.status, headers: this.headers, body: Buffer.concat(this.chunks).toString() });
  }

  onResponseError(_controller: unknown, error: NodeJS.ErrnoException): void {
    this.fail(error.code ?? error.message);
  }

  private fail(reason: string): void {
    if (!this.end()) return;
    this.controller?.abort(new Error(reason));
    this.reject(new NoAnswer(reason, reason === 'ECONNREFUSED'));
  }

  /** Gives false where it has ended already. */
  private end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    clearTimeout(this.late);
    this.sentOn?.release();
    return true;
  }
}

/**
 * The `data` of an answer of success.
 *
 * @throws Error for any other; NoAnswer.
 */
export async function fetchData<Data>(url: string, call: Call): Promise<Data> {
  const { status, body } = await send(url, call);
  if (status >= 300) throw new Error(`${call.method} ${call.path} was answered with ${status}: ${body.slice(0, 300)}`);
  return (JSON.parse(body) as { data: Data }).data;
}

function requestOf(url: string, call: Call): Dispatcher.DispatchOptions {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  return {
    origin: url,
    path: call.path,
    method: call.method,
    headers: headersOf(call, body),
    body: call.pause === undefined ? body : Readable.from(inHalves(body ?? '', call.pause)),
  };
}

async function* inHalves(body: string, pause: number): AsyncGenerator<string> {
  const half = Math.floor(body.length / 2);
  yield body.slice(0, half);
  await delay(pause);
  yield body.slice(half);
}

function headersOf({ token, key, headers }: Call, body: string | undefined): Record<string, string> {
  return {
    ...(body !== undefined && {
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
    }),
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(key !== undefined && { 'Idempotency-Key': key }),
    ...headers,
  };
}
