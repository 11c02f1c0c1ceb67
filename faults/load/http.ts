import { Agent, request, type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

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
  headers: IncomingHttpHeaders;
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

/** Connections are kept and never waited for: how many there are is for the server to bear. */
const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 512 });

/** Closes the connections that are kept. Nothing may be under way. */
export function closeConnections(): void {
  agent.destroy();
}

/** So many connections that are kept, as a balancer has them: what finds none free waits for one. */
export function balancedConnections(connections: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
}

/**
 * @param connections to send it on; for want of others as many as there is need of.
 * @throws NoAnswer when none comes whole within ten seconds.
 */
export function send(url: string, call: Call, connections: Agent = agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const outgoing = request(url + call.path, {
      method: call.method,
      agent: connections,
      headers: headersOf(call, body),
    });
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(late);
      reject(new NoAnswer(error.code ?? error.message, error.code === 'ECONNREFUSED'));
    };
    const late = setTimeout(() => outgoing.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), PATIENCE);
    outgoing.once('error', fail);
    outgoing.once('response', (incoming) => {
      text(incoming).then((received) => {
        clearTimeout(late);
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: received });
      }, fail);
    });
    write(outgoing, body, call.pause);
  });
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

function write(outgoing: ClientRequest, body = '', pause?: number): void {
  if (pause === undefined) {
    outgoing.end(body);
    return;
  }
  const half = Math.floor(body.length / 2);
  outgoing.write(body.slice(0, half));
  setTimeout(() => outgoing.end(body.slice(half)), pause);
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
