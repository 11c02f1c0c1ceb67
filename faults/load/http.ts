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
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
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
  private readonly agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  private readonly waiting: Exchange[] = [];
  private busy = 0;

  /** @param most as a balancer has them: a call that finds none free waits for one. */
  constructor(private readonly most = Infinity) {}

  /** Sends a call when there is a connection for it, unless nobody waits for its answer any more. */
  send(exchange: Exchange): void {
    this.waiting.push(exchange);
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
    while (this.busy < this.most) {
      const exchange = this.waiting.shift();
      if (!exchange) return;
      if (exchange.isOver) continue;
      this.busy += 1;
      exchange.sentOn = this;
      this.agent.dispatch(requestOf(exchange), exchange);
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
export function send(url: string, call: Call, connections?: Connections): Promise<Answer> {
  return new Promise((resolve, reject) => {
    begin(new PromisedExchange(url, call, resolve, reject), connections);
  });
}

/** Sends a call whose end is told to itself, on the same connections. */
export function begin(exchange: Exchange, connections = kept): void {
  connections.send(exchange);
}

/**
 * One call on its way. Under overload thousands wait for a connection, on the processor that the database has too: so it
 * is as little as can be, and makes nothing, its request neither, before there is need of it. The client's own promises and
 * streams would cost the generator more than the server has work with most calls.
 */
export abstract class Exchange implements Dispatcher.DispatchHandler {
  isOver = false;
  /**
   * Told once, when it has ended. With a function for that in each call V8 keeps most calls until it collects the old space,
   * and the generator stands still for 20 to 40 ms in every second of an overload.
   */
  sentOn: Connections | undefined;
  private readonly late = setTimeout(giveUp, PATIENCE, this);
  private controller: Dispatcher.DispatchController | undefined;
  private answer: ReceivedAnswer | undefined;

  constructor(
    readonly url: string,
    readonly call: Call,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.isOver) controller.abort(new Error('Nobody waits for it any more'));
  }

  onResponseStart(_controller: unknown, status: number, headers: Answer['headers']): void {
    this.answer = new ReceivedAnswer(status, headers);
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.answer?.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.answer) this.end(this.answer);
  }

  onResponseError(_controller: unknown, error: NodeJS.ErrnoException): void {
    this.fail(error.code ?? error.message);
  }

  /** Whatever comes from now on is not waited for. */
  fail(reason: string): void {
    if (this.isOver) return;
    this.end(new NoAnswer(reason, reason === 'ECONNREFUSED'));
    this.controller?.abort(new Error(reason));
  }

  /** Called once. */
  protected abstract onEnd(result: Answer | NoAnswer): void;

  private end(result: Answer | NoAnswer): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.late);
    this.sentOn?.release();
    this.onEnd(result);
  }
}

/** One that somebody waits for. */
class PromisedExchange extends Exchange {
  constructor(
    url: string,
    call: Call,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: NoAnswer) => void,
  ) {
    super(url, call);
  }

  protected onEnd(result: Answer | NoAnswer): void {
    if (result instanceof NoAnswer) this.reject(result);
    else this.resolve(result);
  }
}

/** Its body is put together when it is read: most are not. */
class ReceivedAnswer implements Answer {
  readonly chunks: Buffer[] = [];

  constructor(
    readonly status: number,
    readonly headers: Answer['headers'],
  ) {}

  get body(): string {
    return Buffer.concat(this.chunks).toString();
  }
}

function giveUp(exchange: Exchange): void {
  exchange.fail('ETIMEDOUT');
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

function requestOf({ url, call }: Exchange): Dispatcher.DispatchOptions {
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
