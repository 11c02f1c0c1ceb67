import { COMMITTED } from './contract.js';

/**
 * The global `fetch`, for what the client of the tests does not offer: the answer is read to its end and held against the
 * OpenAPI document.
 *
 * @throws Error that says what the document does not allow.
 */
export async function fetch(url: string | URL, init?: RequestInit): Promise<Response> {
  // eslint-disable-next-line no-restricted-globals -- this is what stands in its place
  const response = await globalThis.fetch(url, init);
  const body = await response.arrayBuffer();
  judge(init?.method ?? 'GET', response, new TextDecoder().decode(body));
  const { status, headers } = response;
  return new Response(body.byteLength === 0 ? null : body, { status, headers });
}

/**
 * Holds an answer of the global `fetch`, whose text has been read, against the OpenAPI document.
 *
 * @throws Error that says what the document does not allow.
 */
export function judge(method: string, { url, status, headers }: Response, text: string): void {
  const contentType = headers.get('content-type') ?? '';
  COMMITTED.check({ method, path: new URL(url).pathname, status, contentType, text, headers });
}
