import type { OpenAPIObject } from '@nestjs/swagger';
import type { Schema } from '../contract/compatibility/described.js';

/** An operation of the API with all that a caller can put into it. */
export interface DocumentedOperation {
  /** `POST /posts/{id}/publish` */
  name: string;
  method: string;
  /** Below `/api/v1`, with placeholders. */
  path: string;
  query: Record<string, Schema>;
  /** Whether it takes a body that is not JSON. */
  streams: boolean;
  /** Undefined when it takes no body of JSON. */
  body: Record<string, Schema> | undefined;
  headers: string[];
  pathParameters: string[];
}

interface Documented {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
}

/** Every operation below `/api/v1`, as the OpenAPI document describes it. */
export function operationsOf({ paths, components }: OpenAPIObject): DocumentedOperation[] {
  const schemas = components?.schemas as Record<string, { properties: Record<string, Schema> }>;
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/v1'))
    .flatMap(([path, item]) =>
      Object.entries(item as Record<string, Documented>).map(([method, { parameters = [], requestBody }]) => {
        const reference = requestBody?.content['application/json']?.schema.$ref.split('/').at(-1) ?? '';
        const types = Object.keys(requestBody?.content ?? {});
        const below = path.slice('/api/v1'.length);
        const named = (place: string): typeof parameters => parameters.filter((parameter) => parameter.in === place);
        return {
          name: `${method.toUpperCase()} ${below}`,
          method: method.toUpperCase(),
          path: below,
          query: Object.fromEntries(named('query').map(({ name, schema }) => [name, schema])),
          streams: types.length > 0 && !types.includes('application/json'),
          body: schemas[reference]?.properties,
          headers: named('header').map(({ name }) => name),
          pathParameters: named('path').map(({ name }) => name),
        };
      }),
    );
}
