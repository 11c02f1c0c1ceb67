import { COMMITTED } from './contract.js';

/**
 * The global `fetch`, for what the client of the tests does not offer: the answer is read to its end and held against the
 * OpenAPI document.
 *
 * @throws Error that says what the document does not allow.
 */
export async function fetch(url: string | URL, init?: RequestInit): Promise<Response> {
  const response = await globalThis.fetch(url, init);
  const { status, headers } = response;
  const body = await response.arrayBuffer();
  COMMITTED.check({
    method: init?.method ?? 'GET',
    path: new URL(response.url).pathname,
    status,
    contentType: headers.get('content-type') ?? '',
    text: new TextDecoder().decode(body),
    headers,
  });
  return new Response(body.byteLength === 0 ? null : body, { status, headers });
}
