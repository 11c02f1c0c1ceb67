import type { CredentialHeaders, Credentials } from './credentials.js';
import type {
  Arguments,
  BodyOf,
  ItemOf,
  JsonPath,
  ListOptionsOf,
  ListPath,
  Method,
  Page,
  PathOf,
  OptionsOf,
  RawOptionsOf,
} from './operations.js';
import { isProblem } from './problems.js';
import { jsonRequest, rawRequest, type OutgoingRequest, type RequestOptions } from './requests.js';
import { readJson, type Sender } from './sender.js';

/** A success, read to its end. */
export interface Answer<Body> {
  status: number;
  headers: Headers;
  /** The whole body; undefined when there is none. */
  body: Body;
  /** Its `data`; the body itself where it has no such member, as outside `/api/v1`. */
  data: Body extends { data: infer Data } ? Data : Body;
  /** The version that was read or written, for `ifMatch`. */
  etag: string | undefined;
  /** Finds the request in the server's log. */
  requestId: string | undefined;
}

const LARGEST_PAGE = 100;

/**
 * The API as one caller. Paths are those of the OpenAPI document, and so are the types of what goes in and comes out.
 *
 * Every call throws QuireProblem for a documented refusal, QuireNetworkError when no answer came, QuireResponseError
 * for an answer that is not the API's, and the reason of its signal when that was aborted.
 */
export class Quire {
  constructor(
    private readonly sender: Sender,
    private readonly credentials: Credentials,
  ) {}

  get<P extends JsonPath<'get'>>(
    path: P,
    ...[options]: Arguments<OptionsOf<'get', P>>
  ): Promise<Answer<BodyOf<'get', P>>> {
    return this.call('get', path, options);
  }

  /** With an `Idempotency-Key` wherever the API takes one, so that it may be repeated. */
  post<P extends JsonPath<'post'>>(
    path: P,
    ...[options]: Arguments<OptionsOf<'post', P>>
  ): Promise<Answer<BodyOf<'post', P>>> {
    return this.call('post', path, options);
  }

  put<P extends JsonPath<'put'>>(
    path: P,
    ...[options]: Arguments<OptionsOf<'put', P>>
  ): Promise<Answer<BodyOf<'put', P>>> {
    return this.call('put', path, options);
  }

  patch<P extends JsonPath<'patch'>>(
    path: P,
    ...[options]: Arguments<OptionsOf<'patch', P>>
  ): Promise<Answer<BodyOf<'patch', P>>> {
    return this.call('patch', path, options);
  }

  delete<P extends JsonPath<'delete'>>(
    path: P,
    ...[options]: Arguments<OptionsOf<'delete', P>>
  ): Promise<Answer<BodyOf<'delete', P>>> {
    return this.call('delete', path, options);
  }

  /** The response as it comes, for streams and for what is no JSON. The time limit ends with its headers. */
  fetch<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    ...[options]: Arguments<RawOptionsOf<M, P>>
  ): Promise<Response> {
    return this.authenticated(rawRequest(method, path, options), async (response) => response);
  }

  /** The pages of a list, each fetched when it is asked for: 100 rows unless `limit` says otherwise. */
  pages<P extends ListPath>(
    path: P,
    ...[options]: Arguments<ListOptionsOf<P>>
  ): AsyncGenerator<BodyOf<'get', P>, void, undefined> {
    return this.walk<Page & BodyOf<'get', P>>(path, options);
  }

  /** The rows of a list from the first to the last, none twice, whatever is added meanwhile. */
  async *items<P extends ListPath>(
    path: P,
    ...[options]: Arguments<ListOptionsOf<P>>
  ): AsyncGenerator<ItemOf<P>, void, undefined> {
    for await (const page of this.walk<{ data: ItemOf<P>[] } & Page>(path, options)) yield* page.data;
  }

  private async *walk<Body extends Page>(
    path: string,
    { query, ...options }: RequestOptions = {},
  ): AsyncGenerator<Body, void, undefined> {
    let cursor: string | null | undefined;
    do {
      const place = { limit: LARGEST_PAGE, ...query, cursor };
      const { body } = await this.call<Body>('get', path, { ...options, query: place });
      yield body;
      cursor = body.meta.nextCursor;
    } while (cursor !== null);
  }

  private async call<Body>(method: Method, path: string, options?: RequestOptions): Promise<Answer<Body>> {
    return this.authenticated(jsonRequest(method, path, options), async (response) => {
      const body = (await readJson(response)) as Body;
      return {
        status: response.status,
        headers: response.headers,
        body,
        data: dataOf(body),
        etag: response.headers.get('etag') ?? undefined,
        requestId: response.headers.get('x-request-id') ?? undefined,
      };
    });
  }

  /** A refused token has changed nothing: after a renewal any request may go out again, unless its body is spent. */
  private async authenticated<T>(request: OutgoingRequest, read: (response: Response) => Promise<T>): Promise<T> {
    const caller = await this.credentials.headers();
    try {
      return await this.sender.send(as(caller, request), read);
    } catch (error) {
      if (!isProblem(error, 'TOKEN_EXPIRED', 'TOKEN_INVALID') || request.body instanceof ReadableStream) throw error;
      const renewed = await this.credentials.renewed(caller);
      if (!renewed) throw error;
      return this.sender.send(as(renewed, request), read);
    }
  }
}

function as(caller: CredentialHeaders, request: OutgoingRequest): OutgoingRequest {
  return { ...request, headers: { ...request.headers, ...caller } };
}

function dataOf<Body>(body: Body): Answer<Body>['data'] {
  const hasData = typeof body === 'object' && body !== null && 'data' in body;
  return (hasData ? body.data : body) as Answer<Body>['data'];
}
