import type { components, paths } from './generated/schema.js';

/** The shapes that the API takes and answers, by their names in the OpenAPI document: `Schemas['PostView']`. */
export type Schemas = components['schemas'];

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A path as the OpenAPI document writes it, with its parameters in braces. */
export type Path = keyof paths;

type Operation<M extends Method, P extends Path> = NonNullable<paths[P][M]>;

/** The paths that have an operation of this method. */
export type PathOf<M extends Method> = {
  [P in Path]: [Operation<M, P>] extends [never] ? never : P;
}[Path];

type Answered<Op> = Op extends { responses: infer R } ? R[keyof R & (200 | 201 | 202 | 204)] : never;
type JsonOf<A> = A extends { content: infer C }
  ? C[keyof C & ('application/json' | `application/${string}+json`)]
  : undefined;

/** What a success has as its JSON body; undefined where it has none, never where it is no JSON. */
export type BodyOf<M extends Method, P extends Path> = JsonOf<Answered<Operation<M, P>>>;

/** The paths whose answers to this method are JSON or empty. */
export type JsonPath<M extends Method> = {
  [P in PathOf<M>]: [BodyOf<M, P>] extends [never] ? never : P;
}[PathOf<M>];

/** A page of a list, as far as going through it needs to know. */
export interface Page {
  data: unknown[];
  meta: { nextCursor: string | null };
}

/** The paths that answer a list in pages. */
export type ListPath = {
  [P in JsonPath<'get'>]: BodyOf<'get', P> extends Page ? P : never;
}[JsonPath<'get'>];

/** A row of a list. */
export type ItemOf<P extends ListPath> = BodyOf<'get', P> extends { data: (infer Item)[] } ? Item : never;

type Given<Op, Place extends 'path' | 'query'> = Op extends { parameters: Partial<Record<Place, infer Values>> }
  ? NonNullable<Values>
  : never;

// Members that the operation does not have are left out, and those without a required member are optional themselves.
type Member<Name extends string, Value> = [Value] extends [never]
  ? unknown
  : Partial<Value> extends Value
    ? Partial<Record<Name, Value>>
    : Record<Name, Value>;

type Taken<Op> = Op extends { requestBody?: infer B } ? NonNullable<B> : never;
type JsonTaken<Op> = Taken<Op> extends { content: { 'application/json': infer Body } } ? Body : never;
type BodyMember<Op> = [JsonTaken<Op>] extends [never]
  ? unknown
  : Op extends { requestBody: object }
    ? { body: JsonTaken<Op> }
    : { body?: JsonTaken<Op> };

// keyof never would be every key.
type Keys<Value> = [Value] extends [never] ? never : keyof Value;
type Header<Op> = Op extends { parameters: { header?: infer H } } ? Keys<NonNullable<H>> : never;
type HeaderMembers<Op> = ('If-Match' extends Header<Op>
  ? {
      /** The ETag of what was read: the write is refused with `PRECONDITION_FAILED` when it has changed since. */
      ifMatch?: string | undefined;
    }
  : unknown) &
  ('Idempotency-Key' extends Header<Op>
    ? {
        /** 1–255 visible ASCII characters that stand for this one write; made anew for each call unless given. */
        idempotencyKey?: string | undefined;
      }
    : unknown);

/** What every call can be told. */
export interface CallOptions {
  /** Ends the call, with its retries; it then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt, instead of the client's; `Infinity` for none. */
  timeout?: number | undefined;
  /** Further headers, such as `X-Correlation-Id`. */
  headers?: Record<string, string> | undefined;
}

type AddressOf<Op> = Member<'path', Given<Op, 'path'>> & Member<'query', Given<Op, 'query'>>;

/** What a call of this operation is given. */
export type OptionsOf<M extends Method, P extends Path> = CallOptions &
  AddressOf<Operation<M, P>> &
  BodyMember<Operation<M, P>> &
  HeaderMembers<Operation<M, P>>;

/** A body as `fetch` takes it. */
export type RawBody = NonNullable<RequestInit['body']>;

/** What a call for the bare response is given: its body goes out as it is. */
export type RawOptionsOf<M extends Method, P extends Path> = CallOptions &
  AddressOf<Operation<M, P>> &
  HeaderMembers<Operation<M, P>> & { body?: RawBody | undefined };

type WithoutPlace<Options> = Options extends { query?: infer Query }
  ? Omit<Options, 'query'> & { query?: Omit<NonNullable<Query>, 'page' | 'cursor'> }
  : Options;

/** What going through a list is given: its filters, not the place in it. */
export type ListOptionsOf<P extends ListPath> = WithoutPlace<OptionsOf<'get', P>>;

/** The options as a rest parameter: they may be left out where nothing in them is required. */
export type Arguments<Options> = Partial<Options> extends Options ? [options?: Options] : [options: Options];
