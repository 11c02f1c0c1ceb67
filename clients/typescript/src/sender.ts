import { failureOf, QuireNetworkError, QuireProblem, QuireResponseError } from './problems.js';
import type { OutgoingRequest } from './requests.js';
import { pause, Retries, type RetryOptions } from './retries.js';

/** The part of `fetch` that the client uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How requests leave. */
export interface SenderOptions {
  /** Where the API is served, such as `https://api.example.com`; empty in a browser for the page's own origin. */
  baseUrl: string;
  /** Instead of the global `fetch`. */
  fetch?: Fetch | undefined;
  /** Milliseconds for one attempt, from its start to the end of its answer; 30 000 unless given, `Infinity` for none. */
  timeout?: number | undefined;
  retry?: RetryOptions | undefined;
}

/** Sends requests, repeats those that may be repeated, and throws what is no success. */
export class Sender {
  readonly timeout: number;
  private readonly base: string;
  private readonly exchange: Fetch;
  private readonly retries: Retries;

  constructor(options: SenderOptions) {
    this.base = options.baseUrl.replace(/\/+$/, '');
    this.exchange = options.fetch ?? ((url, init) => fetch(url, init));
    this.timeout = options.timeout ?? 30_000;
    this.retries = new Retries(options.retry);
  }

  /**
   * What `read` makes of the successful answer. An answer that breaks off while it is read counts as a lost one.
   *
   * @throws QuireProblem, QuireResponseError, QuireNetworkError; the reason of the request's signal
   */
  async send<T>(request: OutgoingRequest, read: (response: Response) => Promise<T>): Promise<T> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await this.attempt(request, read);
      } catch (failure) {
        const wait = request.repeatable ? this.retries.pauseAfter(failure, attempts) : undefined;
        if (wait === undefined) throw failure;
        await pause(wait, request.signal);
      }
    }
  }

  private async attempt<T>(request: OutgoingRequest, read: (response: Response) => Promise<T>): Promise<T> {
    request.signal?.throwIfAborted();
    const deadline = new Deadline(request.timeout ?? this.timeout);
    const signal = request.signal ? AbortSignal.any([request.signal, deadline.signal]) : deadline.signal;
    try {
      // Called as a plain function: a browser's own fetch refuses to be a method of something else.
      const { exchange } = this;
      const response = await exchange(this.base + request.target, initOf(request, signal));
      if (response.status >= 400) throw await failureOf(response);
      return await read(response);
    } catch (failure) {
      request.signal?.throwIfAborted();
      if (failure instanceof QuireProblem || failure instanceof QuireResponseError) throw failure;
      throw new QuireNetworkError(`No answer to ${request.method} ${request.target}`, { cause: failure });
    } finally {
      deadline.lift();
    }
  }
}

function initOf({ method, headers, body, cookies }: OutgoingRequest, signal: AbortSignal): RequestInit {
  return {
    method,
    headers,
    signal,
    ...(cookies && { credentials: 'include' }),
    ...(body !== undefined && { body }),
    // Asked for by the Fetch standard, and not known to the types of every platform.
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  };
}

/** `AbortSignal.timeout` that can be lifted: an answer that is handed on as a stream may take its time. */
class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number) {
    if (!Number.isFinite(milliseconds)) return;
    const late = (): void => {
      this.controller.abort(new DOMException(`No answer within ${milliseconds} ms`, 'TimeoutError'));
    };
    this.timer = setTimeout(late, milliseconds);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  lift(): void {
    clearTimeout(this.timer);
  }
}

/**
 * The parsed body; undefined when there is none.
 *
 * @throws QuireResponseError when it is no JSON
 */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new QuireResponseError(`The answer, ${response.status}, is no JSON`, response.status, undefined);
  }
}
