import type { components } from './generated/schema.js';
import { retryAfterOf } from './retry-after.js';

type Refusals = components['responses'][keyof components['responses']];
type View = components['schemas']['ProblemView'];

/** Every code that the API documents. A newer server may know more: give a `switch` over them a `default`. */
export type ProblemCode = Refusals extends { content: { 'application/problem+json': { code: infer Code } } }
  ? Code
  : never;

/** What is wrong with one member of a request; `field` is its path, such as `tags[2]`. */
export type FieldError = components['schemas']['FieldErrorView'];

/** What a refusing answer has beside its body. */
interface Refusal {
  /** Seconds to wait, as `Retry-After` says. */
  retryAfter: number | undefined;
  /** The ETag that the resource has now. */
  etag: string | undefined;
}

/** A refusal that the API documents, as a problem document tells it (RFC 9457). */
export class QuireProblem<Code extends ProblemCode = ProblemCode> extends Error {
  override readonly name = 'QuireProblem';
  readonly code: Code;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  /** The path of the request. */
  readonly instance: string;
  /** Finds the request in the server's log. */
  readonly requestId: string;
  readonly errors: readonly FieldError[];
  /** `INVALID_STATE`: the states or moves that are allowed. */
  readonly allowed: readonly string[] | undefined;
  /** `SLUG_TAKEN`: a slug that is free. */
  readonly suggestion: string | undefined;
  /** `PRECONDITION_FAILED`: what has changed since the ETag was read. */
  readonly changedFields: readonly string[] | undefined;
  /** `RATE_LIMITED` and `SERVICE_UNAVAILABLE`: seconds to wait. */
  readonly retryAfter: number | undefined;
  /** `PRECONDITION_FAILED`: the ETag that the resource has now. */
  readonly etag: string | undefined;

  constructor(view: Omit<View, 'code'> & { code: Code }, { retryAfter, etag }: Refusal) {
    super(`${view.code}: ${view.detail ?? view.title}`);
    this.code = view.code;
    this.status = view.status;
    this.title = view.title;
    this.detail = view.detail;
    this.instance = view.instance;
    this.requestId = view.requestId;
    this.errors = view.errors ?? [];
    this.allowed = view.allowed;
    this.suggestion = view.suggestion;
    this.changedFields = view.changedFields;
    this.retryAfter = retryAfter;
    this.etag = etag;
  }

  /** The field errors by their field, for a form that shows each beside its input. */
  get errorsByField(): ReadonlyMap<string, FieldError[]> {
    const fields = new Map<string, FieldError[]>();
    for (const error of this.errors) fields.set(error.field, [...(fields.get(error.field) ?? []), error]);
    return fields;
  }
}

/** Whether what was thrown is a problem, with one of the codes when any are named. */
export function isProblem<Code extends ProblemCode = ProblemCode>(
  error: unknown,
  ...codes: Code[]
): error is QuireProblem<Code> {
  return error instanceof QuireProblem && (codes.length === 0 || codes.some((code) => code === error.code));
}

/** No answer came: the network failed, or the time was up. Whether the request was carried out is unknown. */
export class QuireNetworkError extends Error {
  override readonly name = 'QuireNetworkError';
}

/** An answer that is not the API's, such as a proxy's error page. */
export class QuireResponseError extends Error {
  override readonly name = 'QuireResponseError';

  constructor(
    message: string,
    readonly status: number,
    /** Seconds to wait, as `Retry-After` says. */
    readonly retryAfter: number | undefined,
  ) {
    super(message);
  }
}

/** What a failing answer is thrown as. It reads the body. */
export async function failureOf(response: Response): Promise<QuireProblem | QuireResponseError> {
  const text = await response.text();
  const retryAfter = retryAfterOf(response.headers);
  const view = isProblemDocument(response) ? problemIn(text) : undefined;
  if (view) return new QuireProblem(view, { retryAfter, etag: response.headers.get('etag') ?? undefined });
  return new QuireResponseError(`The answer, ${response.status}, is not the API's`, response.status, retryAfter);
}

function isProblemDocument(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
}

function problemIn(text: string): (View & { code: ProblemCode }) | undefined {
  try {
    return JSON.parse(text) as View & { code: ProblemCode };
  } catch {
    return undefined;
  }
}
