import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from './readings.js';

interface Parameter {
  name: string;
  in: string;
  schema: { enum?: string[] };
}

interface Operation {
  parameters?: Parameter[];
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

const DOCUMENT = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../openapi.json'), 'utf8'),
) as OpenApiDocument;

const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]): [string, Operation] => [
    `${method.toUpperCase()} ${path.replace('/api/v1', '')}`,
    operation,
  ]),
);

/** The names of the operations of the committed document that read, `GET /posts`, and of those that change something. */
export const READING_OPERATIONS = OPERATIONS.map(([name]) => name).filter((name) => name.startsWith('GET '));
export const CHANGING_OPERATIONS = OPERATIONS.map(([name]) => name).filter((name) => !name.startsWith('GET '));

/**
 * The orders in which a list is read, as query parameters: all that the document offers where the list has no filter,
 * else the usual one, both ways. What is no list is read as it is.
 */
export function ordersOf({ operation, path, without = [] }: Reading): Record<string, string>[] {
  const directions = choices(operation, 'sortOrder').map((sortOrder) => ({ sortOrder }));
  if (directions.length === 0) return [{}];
  const sorts = choices(operation, 'sortBy').filter((sortBy) => !without.includes(sortBy));
  if (sorts.length === 0 || path.includes('?')) return directions;
  return sorts.flatMap((sortBy) => directions.map((direction) => ({ sortBy, ...direction })));
}

function choices(operation: string, name: string): string[] {
  const parameters = OPERATIONS.find(([each]) => each === operation)?.[1].parameters ?? [];
  return parameters.find((parameter) => parameter.in === 'query' && parameter.name === name)?.schema.enum ?? [];
}
