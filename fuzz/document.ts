import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Parameter, Schema } from '../test/contract/compatibility/described.js';

/** What an operation takes in its body. */
export interface Body {
  mediaType: string;
  schema: Schema;
}

/** An operation with all that a caller can put into it. */
export interface Operation {
  id: string;
  method: string;
  /** With placeholders: `/api/v1/posts/{id}`. */
  path: string;
  /** By what callers may show who they are. */
  schemes: string[];
  /** With references followed, like the body. */
  parameters: Parameter[];
  body?: Body;
}

interface Described {
  operationId: string;
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object }> };
}

/** The members of an OpenAPI document that are read. */
export interface OpenApiDocument {
  paths: Record<string, object>;
  components?: { schemas?: Record<string, object> };
}

/** The document that the repository holds; the command and Jest both start at its root. */
export function committedDocument(): OpenApiDocument {
  return JSON.parse(readFileSync(join(process.cwd(), 'openapi.json'), 'utf8')) as OpenApiDocument;
}

/** Every operation of the document, in its order. */
export function operationsOf({ paths, components }: OpenApiDocument): Operation[] {
  const schemas = components?.schemas ?? {};
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Described>).map(([method, described]): Operation => {
      const [content] = Object.entries(described.requestBody?.content ?? {});
      return {
        id: described.operationId,
        method: method.toUpperCase(),
        path,
        schemes: (described.security ?? []).flatMap((schemes) => Object.keys(schemes)),
        parameters: follow(described.parameters ?? [], schemas) as Parameter[],
        ...(content && { body: { mediaType: content[0], schema: follow(content[1].schema, schemas) as Schema } }),
      };
    }),
  );
}

/** What tells the requests of an operation from those of others: HEAD asks for what GET does. */
export function recognizer({ method, path }: Operation): (request: { method: string; target: string }) => boolean {
  const expression = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
  return (request) => {
    const asked = request.method === 'HEAD' ? 'GET' : request.method;
    return asked === method && expression.test(request.target.split('?', 1)[0] ?? '');
  };
}

/** The value with the schema itself in the place of every reference to one. */
function follow(value: unknown, schemas: Record<string, object>): unknown {
  if (Array.isArray(value)) return value.map((item) => follow(item, schemas));
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value) return follow(schemas[String(value.$ref).split('/').at(-1) ?? ''] ?? {}, schemas);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, follow(member, schemas)]));
}
