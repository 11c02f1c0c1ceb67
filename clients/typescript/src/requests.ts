import { KEYED_POSTS } from './generated/keyed-posts.js';
import type { CallOptions, Method, RawBody } from './operations.js';

/** What any call may be given, whatever its operation. */
export interface RequestOptions extends CallOptions {
  path?: object;
  query?: object;
  body?: unknown;
  ifMatch?: string | undefined;
  idempotencyKey?: string | undefined;
}

/** A request that is ready to go out, once or several times. */
export interface OutgoingRequest {
  method: string;
  /** Below the base URL, with its query. */
  target: string;
  headers: Record<string, string>;
  body?: RawBody;
  /** Whether sending it twice does no more than sending it once. */
  repeatable: boolean;
  signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt, instead of the client's. */
  timeout?: number | undefined;
  /** Whether the browser sends and keeps cookies. */
  cookies?: boolean;
}

/** A request with a JSON body. */
export function jsonRequest(method: Method, template: string, options: RequestOptions = {}): OutgoingRequest {
  const request = rawRequest(method, template, { ...options, body: undefined });
  if (options.body === undefined) return request;
  request.headers['Content-Type'] = 'application/json';
  return { ...request, body: JSON.stringify(options.body) };
}

/** A request whose body goes out as it is. */
export function rawRequest(
  method: Method,
  template: string,
  {
    path,
    query,
    body,
    ifMatch,
    idempotencyKey,
    headers,
    signal,
    timeout,
  }: RequestOptions & { body?: RawBody | undefined } = {},
): OutgoingRequest {
  const key = idempotencyKey ?? (method === 'post' && KEYED_POSTS.has(template) ? newKey() : undefined);
  return {
    method: method.toUpperCase(),
    target: filled(template, path) + queryString(query),
    headers: {
      ...headers,
      ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
      ...(key !== undefined && { 'Idempotency-Key': key }),
    },
    ...(body !== undefined && { body }),
    repeatable: (key !== undefined || !['post', 'patch'].includes(method)) && !(body instanceof ReadableStream),
    signal,
    timeout,
  };
}

// crypto.randomUUID is missing on pages without TLS, getRandomValues is not.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function filled(template: string, values: object = {}): string {
  const given = new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given.get(name) ?? '';
    // URL parsers drop dot segments, however they are escaped: the call would reach another path.
    if (['', '.', '..'].includes(value))
      throw new TypeError(`${JSON.stringify(value)} cannot stand for {${name}} in ${template}`);
    return encodeURIComponent(value);
  });
}

function queryString(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const text = given.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return text.length === 0 ? '' : `?${text.join('&')}`;
}
