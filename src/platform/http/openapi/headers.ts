import type { OperationObject, OperationTraits, ParameterObject, Reference } from './operation-object.js';
import { CACHED_EXTENSION, TAGGED_EXTENSION } from './operation.js';

/** Nothing longer than a header section can hold. */
const text = { type: 'string', maxLength: 16_384 };
const tag = '"3.kP3v0dJ2m9QwXy1A"';
const requestId = '0192f0c1-2345-7abc-8def-0123456789ab';

function requestHeader(name: string, description: string, schema: object, example: string): ParameterObject {
  return { name, in: 'header', required: false, description, schema: { ...schema }, example };
}

/** Request headers that several operations honour. */
export const REQUEST_HEADERS = {
  ifMatch: requestHeader('If-Match', 'The ETag that the change is based on; another version is 412', text, tag),
  ifNoneMatch: requestHeader('If-None-Match', 'ETags that the caller holds; a match is 304', text, tag),
  idempotencyKey: requestHeader(
    'Idempotency-Key',
    'Makes a retry safe for 24 h',
    { ...text, minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
    'import-2026-11-21-0001',
  ),
};

function header(description: string, example: unknown, schema: object = text): object {
  return { description, schema, example };
}

function certain(description: string, example: unknown, schema?: object): object {
  return { ...header(description, example, schema), required: true };
}

/** The response headers, once, for `components/headers`. Those that are required never fail to come. */
export const RESPONSE_HEADERS = {
  'X-Request-Id': certain('Identifies the request in logs and reports', requestId, { type: 'string', format: 'uuid' }),
  'X-Correlation-Id': certain("The caller's own id, or the request id", requestId, {
    type: 'string',
    minLength: 1,
    maxLength: 128,
  }),
  'Server-Timing': header('Milliseconds spent by the application', 'app;dur=3.1'),
  'RateLimit-Policy': header('The limits that apply', '"default";q=300;w=60'),
  RateLimit: header('What is left of them, and the seconds until they reset', '"default";r=299;t=60'),
  'Access-Control-Allow-Origin': header(
    'The origin of the page that asks, where it is one of those allowed',
    'https://app.example.com',
    { type: 'string', format: 'uri' },
  ),
  ETag: certain('Identifies this state of the resource or list', tag),
  'Cache-Status': header('Whether the answer was kept (RFC 9211)', 'quire; hit'),
  Location: certain('Where the resource is', '/api/v1/posts/hello-world'),
  'Idempotent-Replayed': header('Present when the answer is that of the first request with the key', 'true', {
    type: 'string',
    enum: ['true'],
  }),
  'Retry-After': certain('Seconds to wait', 30, { type: 'integer', minimum: 1 }),
  'WWW-Authenticate': certain('The challenge (RFC 6750)', 'Bearer error="invalid_token"'),
};
type ResponseHeader = keyof typeof RESPONSE_HEADERS;

const ALWAYS = ['X-Request-Id', 'X-Correlation-Id', 'Server-Timing', 'Access-Control-Allow-Origin'] as const;
const LIMITED = ['RateLimit-Policy', 'RateLimit'] as const;
const BY_STATUS: Record<string, readonly ResponseHeader[]> = {
  201: ['Location'],
  308: ['Location'],
  401: ['WWW-Authenticate'],
  412: ['ETag'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Documents the headers of what an operation answers when all goes well. */
export function describeHeaders(operation: OperationObject, traits: OperationTraits, retryable: boolean): void {
  const tagged = operation[TAGGED_EXTENSION] !== undefined;
  for (const [status, response] of Object.entries(operation.responses)) {
    if ('$ref' in response) continue;
    const isSuccess = status < '400';
    const own: ResponseHeader[] = [
      ...(isSuccess && tagged && status !== '308' ? (['ETag'] as const) : []),
      ...(isSuccess && operation[CACHED_EXTENSION] ? (['Cache-Status'] as const) : []),
      ...(isSuccess && retryable ? (['Idempotent-Replayed'] as const) : []),
      ...(isSuccess ? (BY_STATUS[status] ?? []) : []),
    ];
    response.headers = references([...ALWAYS, ...(traits.isLimited ? LIMITED : []), ...own]);
  }
}

/** The headers that problems of this status carry: also those of an operation whose answers are kept. */
export function headersOfProblem(status: string, codes: readonly string[]): Record<string, object> {
  const headers = references([...ALWAYS, ...LIMITED, 'Cache-Status', ...(BY_STATUS[status] ?? [])]);
  // The one conflict that is over soon.
  if (!codes.includes('IDEMPOTENCY_IN_PROGRESS')) return headers;
  return { ...headers, 'Retry-After': { ...RESPONSE_HEADERS['Retry-After'], required: codes.length === 1 } };
}

function references(names: readonly ResponseHeader[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
