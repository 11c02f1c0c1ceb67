import { judge } from '../support/fetch.js';

/** An answer, read to its end, with the time at which it was asked for and had come. */
export interface Answer<Body> {
  readonly status: number;
  readonly etag: string | null;
  /** `Cache-Status`: what an instance had to do for it. */
  readonly cache: string | null;
  readonly body: Body;
  readonly start: number;
  readonly end: number;
}

export interface CallOptions {
  token?: string;
  body?: unknown;
  ifNoneMatch?: string;
}

/**
 * Calls the API, and what lies beside it when the path begins with `//`.
 *
 * @throws TypeError when no whole answer comes, and Error when it is not what the OpenAPI document says.
 */
export async function call<Body>(
  url: string,
  method: string,
  path: string,
  { token, body, ifNoneMatch }: CallOptions = {},
): Promise<Answer<Body>> {
  const start = performance.now();
  // eslint-disable-next-line no-restricted-globals -- an answer is judged when its time has been taken
  const response = await fetch(url + (path.startsWith('//') ? path.slice(1) : `/api/v1${path}`), {
    method,
    headers: {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(ifNoneMatch !== undefined && { 'If-None-Match': ifNoneMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const end = performance.now();
  judge(method, response, text);
  const { status, headers } = response;
  return {
    status,
    etag: headers.get('etag'),
    cache: headers.get('cache-status'),
    body: (text === '' ? undefined : JSON.parse(text)) as Body,
    start,
    end,
  };
}

/** On a busy machine the database may be too slow for an instance, which then does not know what has become of a write. */
export const UNAVAILABLE = 503;

/** Calls again and again until the instance is able to answer. A write may be done more than once. */
export async function callUntilServed<Body>(...request: Parameters<typeof call>): Promise<Answer<Body>> {
  for (;;) {
    const answer = await call<Body>(...request);
    if (answer.status !== UNAVAILABLE) return answer;
  }
}
