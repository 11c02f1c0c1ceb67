/** An operation object as it is built and completed here. */
export interface OperationObject {
  [extension: `x-${string}`]: unknown;
  operationId?: string;
  parameters?: ParameterObject[];
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, ResponseObject | Reference>;
  security?: Record<string, string[]>[];
}

export interface ParameterObject {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Record<string, unknown>;
  example?: unknown;
}

export interface Reference {
  $ref: string;
}

export interface ResponseObject {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, MediaType>;
}

export interface MediaType {
  schema?: object;
  example?: unknown;
  examples?: Record<string, object>;
}

/** What an operation is, as far as its common refusals depend on it. */
export interface OperationTraits {
  path: string;
  method: string;
  isPublic: boolean;
  roles: readonly string[];
  ignoresToken: boolean;
  /** Whether the overall rate limit counts it. */
  isLimited: boolean;
  /** What an API key needs; undefined where no key may call. */
  scopes: readonly string[] | undefined;
}
