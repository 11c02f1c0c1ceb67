import { QuireNetworkError, QuireProblem, QuireResponseError } from './problems.js';

/** How often, and how soon, a call is tried again. Times are milliseconds. */
export interface RetryOptions {
  /** Attempts in all, the first included; 1 for no retries. */
  attempts?: number | undefined;
  /** The longest first pause where the server asks for none; it doubles with each attempt. */
  firstPause?: number | undefined;
  /** The longest pause of all: a server that asks for more gets no retry, and its refusal is thrown at once. */
  longestPause?: number | undefined;
}

const PASSING = new Set([429, 502, 503, 504]);

/** Decides about another attempt: what has failed for now only, after the pause that the server asks for. */
export class Retries {
  readonly attempts: number;
  private readonly firstPause: number;
  private readonly longestPause: number;

  constructor({ attempts, firstPause, longestPause }: RetryOptions = {}) {
    this.attempts = attempts ?? 4;
    this.firstPause = firstPause ?? 250;
    this.longestPause = longestPause ?? 30_000;
  }

  /** Milliseconds to wait before the attempt that follows this many; undefined when there is to be none. */
  pauseAfter(failure: unknown, attempts: number): number | undefined {
    if (attempts >= this.attempts || !isPassing(failure)) return undefined;
    const growing = Math.min(this.longestPause, this.firstPause * 2 ** (attempts - 1));
    // Clients that were refused together shall not come back together.
    const jitter = Math.random() * growing;
    if (failure instanceof QuireNetworkError || failure.retryAfter === undefined) return jitter;
    const asked = failure.retryAfter * 1000;
    return asked > this.longestPause ? undefined : asked + jitter;
  }
}

function isPassing(failure: unknown): failure is QuireNetworkError | QuireProblem | QuireResponseError {
  if (failure instanceof QuireNetworkError) return true;
  if (failure instanceof QuireResponseError) return PASSING.has(failure.status);
  if (!(failure instanceof QuireProblem)) return false;
  return PASSING.has(failure.status) || failure.code === 'IDEMPOTENCY_IN_PROGRESS';
}

/**
 * Resolves after this many milliseconds.
 *
 * @throws the signal's reason, as soon as it is aborted
 */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
  });
  signal?.throwIfAborted();
}
