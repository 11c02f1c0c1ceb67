/** The parts of an OpenAPI 3.1 document that a client can come to depend on. */
export interface Described {
  paths: Record<string, Record<string, DescribedOperation>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, DescribedResponse>;
    headers: Record<string, DescribedHeader>;
    securitySchemes: Record<string, object>;
  };
}

export interface DescribedOperation {
  operationId: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, DescribedResponse>;
  security: Record<string, string[]>[];
  'x-roles': string[];
  'x-problem-codes': string[];
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
  example?: unknown;
}

export interface DescribedResponse {
  $ref?: string;
  description: string;
  headers?: Record<string, DescribedHeader>;
  content?: Record<string, Media>;
}

export interface DescribedHeader {
  $ref?: string;
  required?: boolean;
  schema?: Schema;
  example?: unknown;
}

export interface Media {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/** Every operation by its name, such as `POST /api/v1/posts`. */
export function operationsOf({ paths }: Described): Map<string, DescribedOperation> {
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
    ),
  );
}

/** The same document with a few of its paths: enough to plant a change in, and soon compared. */
export function excerptOf(document: Described, paths: readonly string[]): Described {
  return {
    ...document,
    paths: Object.fromEntries(Object.entries(document.paths).filter(([path]) => paths.includes(path))),
  };
}

/** What a reference leads to; anything else is given back. */
export function resolve<Part extends { $ref?: string }>(part: Part, components: Record<string, Part>): Part {
  if (part.$ref === undefined) return part;
  const target = components[part.$ref.split('/').at(-1) ?? ''];
  if (!target) throw new Error(`${part.$ref} leads nowhere`);
  return target;
}
