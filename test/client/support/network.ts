import { once } from 'node:events';
import { fetch } from '../../support/fetch.js';

/** A request that went out. */
export interface Sent {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
  /** The status that came back; undefined when nothing did. */
  status: number | undefined;
}

/** What becomes of one request. */
type Fate = (forward: () => Promise<Response>, signal: AbortSignal) => Promise<Response>;

/** A way to the server that notes each request, holds each answer against the OpenAPI document, and breaks on demand. */
export class Network {
  readonly sent: Sent[] = [];
  private readonly fates: { method: string; path: string; fate: Fate }[] = [];

  /** For `createQuire`. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname } = new URL(url);
    const method = init.method ?? 'GET';
    const entry: Sent = {
      method,
      path: pathname,
      headers: new Headers(init.headers),
      body: init.body,
      status: undefined,
    };
    this.sent.push(entry);
    const forward = async (): Promise<Response> => {
      const response = await fetch(url, init);
      entry.status = response.status;
      return response;
    };
    const due = this.fates.findIndex((fate) => fate.method === method && fate.path === pathname);
    const [planned] = due < 0 ? [] : this.fates.splice(due, 1);
    return planned ? planned.fate(forward, init.signal ?? new AbortController().signal) : forward();
  };

  /** The server does what the next such request asks, and its answer gets lost. */
  loseAnswer(method: string, path: string): this {
    return this.plan(method, path, async (forward) => {
      await forward();
      throw new TypeError('fetch failed');
    });
  }

  /** The server does what the next such request asks, and the connection breaks in the middle of its answer. */
  breakAnswer(method: string, path: string): this {
    return this.plan(method, path, async (forward) => {
      const response = await forward();
      const half = new TextEncoder().encode((await response.text()).slice(0, 20));
      let pulls = 0;
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if ((pulls += 1) === 1) controller.enqueue(half);
          else controller.error(new TypeError('terminated'));
        },
      });
      return new Response(body, response);
    });
  }

  /** The next such request reaches nobody. */
  loseRequest(method: string, path: string): this {
    return this.plan(method, path, () => Promise.reject(new TypeError('fetch failed')));
  }

  /** The next such request is never answered. */
  silence(method: string, path: string): this {
    return this.plan(method, path, async (_, signal) => {
      await once(signal, 'abort');
      throw signal.reason;
    });
  }

  /** The next such request is answered with this, by something before the server. */
  answer(method: string, path: string, response: Response): this {
    return this.plan(method, path, () => Promise.resolve(response));
  }

  /** The next such request waits for this before it goes on. */
  hold(method: string, path: string, until: Promise<unknown>): this {
    return this.plan(method, path, async (forward) => {
      await until;
      return forward();
    });
  }

  /** The server does what the next such request asks, and its answer waits for this. */
  holdAnswer(method: string, path: string, until: Promise<unknown>): this {
    return this.plan(method, path, async (forward) => {
      const response = await forward();
      await until;
      return response;
    });
  }

  requests(method: string, path: string): Sent[] {
    return this.sent.filter((entry) => entry.method === method && entry.path === path);
  }

  private plan(method: string, path: string, fate: Fate): this {
    this.fates.push({ method, path, fate });
    return this;
  }
}

/** A problem document as the server writes it. */
export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = {
    type: '/problems/x',
    title: code,
    status,
    instance: '/',
    code,
    requestId: '0192f0a0-0000-7000-8000-000000000001',
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
}
