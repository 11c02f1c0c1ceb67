import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { COMMITTED } from '../support/contract.js';
import type { TestUser } from '../support/users.js';

const PATH = '/api/v1/posts/import';

/** An import whose body is written by hand. */
export function openImport({ api, accessToken }: TestUser): ClientRequest {
  const headers = { 'Content-Type': 'application/x-ndjson', Authorization: `Bearer ${accessToken}` };
  return request(api.baseUrl + PATH, { method: 'POST', headers });
}

/** The answer to it, held against the OpenAPI document. */
export async function answerOf(
  call: ClientRequest,
): Promise<{ status: number; body: { data?: Record<string, unknown>; code?: string } }> {
  const [reply] = (await once(call, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of reply) text += String(part);
  const { statusCode: status = 0, headers } = reply;
  COMMITTED.check({
    method: 'POST',
    path: PATH,
    status,
    contentType: headers['content-type'] ?? '',
    text,
    headers: new Headers(Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])),
  });
  return { status, body: JSON.parse(text) as object };
}
