/** One fault of one input member: `field` is a path such as `tags[2]` or `profile.website`. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

export interface ProblemOptions {
  detail?: string;
  errors?: FieldError[];
  /** Extension members of this occurrence (RFC 9457 §3.2), such as `allowed` or `suggestion`. */
  extras?: Record<string, unknown>;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** A kind of expected failure; calling it makes one occurrence to throw. */
export interface ProblemDefinition {
  (options?: ProblemOptions): Problem;
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
}

/** The one type of expected failure; everything else that is thrown becomes an anonymous 500. */
export class Problem extends Error {
  readonly detail: string | undefined;
  readonly errors: FieldError[] | undefined;
  readonly extras: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    readonly definition: ProblemDefinition,
    options: ProblemOptions = {},
  ) {
    super(options.detail ?? definition.title, { cause: options.cause });
    this.name = 'Problem';
    this.detail = options.detail;
    this.errors = options.errors;
    this.extras = options.extras ?? {};
    this.headers = options.headers ?? {};
  }

  get code(): string {
    return this.definition.code;
  }

  get status(): number {
    return this.definition.status;
  }
}

const definitions = new Map<string, ProblemDefinition>();

/**
 * Declares a problem and enters it in the catalogue that `GET /problems` shows.
 *
 * @throws Error when the code is declared twice.
 */
export function defineProblem(code: string, status: number, title: string, meaning: string): ProblemDefinition {
  if (definitions.has(code)) throw new Error(`The problem ${code} is declared twice`);
  const make = (options?: ProblemOptions): Problem => new Problem(definition, options);
  const definition: ProblemDefinition = Object.assign(make, { code, status, title, meaning });
  definitions.set(code, definition);
  return definition;
}

/** All declared problems, ordered by status and code. */
export function allProblems(): ProblemDefinition[] {
  return [...definitions.values()].sort((a, b) => a.status - b.status || a.code.localeCompare(b.code));
}

/** The `type` member of a problem (RFC 9457 §3.1.1): a path below `/problems`, `VALIDATION_ERROR` → `validation-error`. */
export function problemType(code: string): string {
  return `/problems/${code.toLowerCase().replaceAll('_', '-')}`;
}
