import type { OpenAPIObject } from '@nestjs/swagger';
import type { MediaType, OperationObject, ResponseObject } from './operation-object.js';
import type { Schema } from './schemas.js';

/** What stands for a value of a format. */
const OF_FORMAT: Record<string, string> = {
  uuid: '0192f0c1-2345-7abc-8def-0123456789ab',
  date: '2026-11-21',
  'date-time': '2026-11-21T09:30:00.000Z',
  email: 'ann@example.com',
  uri: 'https://example.com/ann',
  password: 'Correct-Horse-7',
};

type Schemas = Record<string, Schema>;

/**
 * Gives each parameter and each body an example. It is made of the examples of the members, so that it cannot come apart
 * from them; a member that may be left out is in it where its declaration has an example.
 */
export function addExamples(document: OpenAPIObject, operations: readonly OperationObject[]): void {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  for (const { parameters = [], requestBody, responses } of operations) {
    for (const parameter of parameters) parameter.example ??= exampleOf(parameter.schema ?? {}, schemas);
    addToContent(requestBody?.content, schemas);
    for (const response of Object.values(responses)) addToContent((response as ResponseObject).content, schemas);
  }
}

function addToContent(content: Record<string, MediaType> = {}, schemas: Schemas): void {
  for (const media of Object.values(content)) {
    if (media.schema && !media.examples) media.example ??= exampleOf(media.schema, schemas);
  }
}

/** A value that the schema admits; undefined for a text of which nothing but its bounds is known. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if (schema.$ref !== undefined) return exampleOf(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  if (schema.example !== undefined) return schema.example;
  const choice = schema.default ?? schema.enum?.[0];
  if (choice !== undefined) return choice;
  const [alternative] = schema.oneOf ?? schema.anyOf ?? [];
  if (alternative) return exampleOf(alternative, schemas);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, schemas))) as object;
  return exampleOfType(schema, schemas);
}

function exampleOfType(schema: Schema, schemas: Schemas): unknown {
  const types = [schema.type].flat();
  if (types.includes('object')) return exampleOfObject(schema, schemas);
  if (types.includes('array')) return [exampleOf(schema.items ?? {}, schemas)];
  if (types.includes('boolean')) return true;
  if (types.includes('integer')) return schema.minimum ?? 1;
  return OF_FORMAT[schema.format ?? ''] ?? (types.includes('null') ? null : undefined);
}

function exampleOfObject({ properties = {}, required = [] }: Schema, schemas: Schemas): object {
  const shown = Object.entries(properties).filter(
    ([name, member]) => required.includes(name) || member.example !== undefined,
  );
  return Object.fromEntries(shown.map(([name, member]) => [name, exampleOf(member, schemas)]));
}
