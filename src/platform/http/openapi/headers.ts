import type { OperationObject, ParameterObject, Reference } from './operation-object.js';
import { TAGGED_EXTENSION } from './operation.js';

const text = { type: 'string' };

function requestHeader(name: string, description: string, schema: Record<string, unknown>): ParameterObject {
  const header = { name, in: 'header', required: false, description, schema };
  return header;
}

/** Request headers that several operations honour. */
export const REQUEST_HEADERS = {
  ifMatch: requestHeader('If-Match', 'The ETag that the change is based on; another version is 412', {
    ...text,
    example: '"3.kP3v0dJ2m9QwXy1A"',
  }),
  ifNoneMatch: requestHeader('If-None-Match', 'ETags that the caller holds; a match is 304', text),
  idempotencyKey: requestHeader('Idempotency-Key', 'Makes a retry safe for 24 h', {
    ...text,
    minLength: 1,
    maxLength: 255,
    pattern: '^[\\x21-\\x7e]+$',
  }),
};

function header(description: string, schema: object = text): object {
  return { description, schema };
}

/** The response headers, once, for `components/headers`. */
export const RESPONSE_HEADERS = {
  'X-Request-Id': header('Identifies the request in logs and reports', { type: 'string', format: 'uuid' }),
  'X-Correlation-Id': header("The caller's own id, or the request id"),
  'Server-Timing': header('Milliseconds spent by the application'),
  'RateLimit-Policy': header('The limits that apply'),
  RateLimit: header('What is left of them, and the seconds until they reset'),
  ETag: header('Identifies this state of the resource or list'),
  Location: header('Where the resource is'),
  'Retry-After': header('Seconds to wait', { type: 'integer' }),
  'WWW-Authenticate': header('The challenge (RFC 6750)'),
};
type ResponseHeader = keyof typeof RESPONSE_HEADERS;

const ALWAYS = ['X-Request-Id', 'X-Correlation-Id', 'Server-Timing', 'RateLimit-Policy', 'RateLimit'] as const;
const BY_STATUS: Record<string, readonly ResponseHeader[]> = {
  201: ['Location'],
  308: ['Location'],
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Documents the headers of what an operation answers when all goes well. */
export function describeHeaders(operation: OperationObject): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    const tagged = status < '400' && operation[TAGGED_EXTENSION] !== undefined;
    if (!('$ref' in response)) response.headers = headersOf(status, tagged);
  }
}

/** References to the headers that an answer of this status carries. */
export function headersOf(status: string, tagged = false): Record<string, Reference> {
  const names: ResponseHeader[] = [...ALWAYS, ...(tagged ? (['ETag'] as const) : []), ...(BY_STATUS[status] ?? [])];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
