import { fetch } from './fetch.js';

export interface CallOptions {
  headers?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
}

/** A problem document as tests read it. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  instance: string;
  requestId: string;
  errors?: { field: string; code: string; message: string }[];
  allowed?: string[];
  suggestion?: string;
  changedFields?: string[];
}

// Tests read members of whatever was answered; the contract has checked its shape already.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

/** An answer, read to its end. */
export interface Reply<Body = Loose> {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined when there is none. */
  body: Body;
  /** `data` of a success. */
  data: Body extends { data: infer Data } ? Data : Loose;
}

/** Calls the API as one caller; every answer is held against the OpenAPI document. */
export class Client {
  constructor(
    readonly baseUrl: string,
    private readonly credentials: Record<string, string> = {},
  ) {}

  /** The same API as another caller. */
  with(token: string | undefined): Client {
    return new Client(this.baseUrl, token === undefined ? {} : { Authorization: `Bearer ${token}` });
  }

  /** The same API as a program with an API key. */
  withKey(key: string): Client {
    return new Client(this.baseUrl, { 'X-API-Key': key });
  }

  get(path: string, options?: CallOptions): Promise<Reply> {
    return this.call('GET', path, undefined, options);
  }

  post(path: string, body?: unknown, options?: CallOptions): Promise<Reply> {
    return this.call('POST', path, body, options);
  }

  put(path: string, body?: unknown, options?: CallOptions): Promise<Reply> {
    return this.call('PUT', path, body, options);
  }

  patch(path: string, body?: unknown, options?: CallOptions): Promise<Reply> {
    return this.call('PATCH', path, body, options);
  }

  delete(path: string, body?: unknown, options?: CallOptions): Promise<Reply> {
    return this.call('DELETE', path, body, options);
  }

  /** Paths are below `/api/v1` unless they begin with `//`, which stands for the root: `//health`. */
  async call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Reply> {
    const url = new URL(this.baseUrl + (path.startsWith('//') ? path.slice(1) : `/api/v1${path}`));
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.append(name, String(value));
    }
    const raw = typeof body === 'string';
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        ...this.credentials,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...options.headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    });
    return replyOf(response);
  }
}

async function replyOf(response: Response): Promise<Reply> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = /[/+]json/.test(headers.get('content-type') ?? '');
  const body: Loose = isJson && text !== '' ? JSON.parse(text) : undefined;
  return { status, headers, text, body, data: body?.data };
}
