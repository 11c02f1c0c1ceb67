import { ApiParam } from '../documentation/decorators.js';
import { LONGEST_NAME } from '../input/index.js';
import type { ParameterObject } from './operation-object.js';

const uuid = { type: 'string', format: 'uuid' };
const name = { type: 'string' as const, maxLength: LONGEST_NAME };

/** Documents the `id` of a path that may be a name instead. */
export function ApiIdOrName(kind: string, example: string): MethodDecorator {
  return ApiParam({ name: 'id', description: `Id or ${kind}`, schema: { ...name, example } });
}

/** What stands in paths, where the controller does not say it. */
const IN_PATH: Record<string, Pick<ParameterObject, 'description' | 'schema' | 'example'>> = {
  id: { description: 'Id of what the path names', schema: uuid },
  slug: { description: 'Slug, the present one or an older one', schema: name, example: 'node-js' },
  version: { description: 'Version of the post that the change led to', schema: { type: 'integer', minimum: 1 } },
};

/** Header parameters that OpenAPI has ignored (§4.8.12): the security schemes speak for them. */
const IGNORED = new Set(['accept', 'content-type', 'authorization']);

/** The parameters of an operation as they were declared, with what is known of those in the path. */
export function declaredParameters(parameters: readonly ParameterObject[] = []): ParameterObject[] {
  return parameters
    .filter(({ in: place, name: header }) => place !== 'header' || !IGNORED.has(header.toLowerCase()))
    .map((parameter) =>
      parameter.in === 'path' && parameter.description === undefined
        ? { ...parameter, ...IN_PATH[parameter.name] }
        : parameter,
    );
}
