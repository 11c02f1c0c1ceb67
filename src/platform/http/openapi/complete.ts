import type { OpenAPIObject } from '@nestjs/swagger';
import { ROLES } from '../../context/index.js';
import { LONGEST_NAME } from '../input/index.js';
import { describeHeaders, REQUEST_HEADERS, RESPONSE_HEADERS } from './headers.js';
import type { OperationObject, OperationTraits, ParameterObject, ResponseObject } from './operation-object.js';
import { CONDITIONAL_EXTENSION, STREAMED_EXTENSION, TAGGED_EXTENSION, VERIFIED_EMAIL_EXTENSION } from './operation.js';
import { problemCodes, problemResponses } from './problem-responses.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Adds to each operation what holds for all of them: roles, security, refusals, headers. */
export function completeOperations(document: OpenAPIObject): void {
  const components = { ...document.components, headers: RESPONSE_HEADERS, responses: {} };
  document.components = components;
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method] as OperationObject | undefined;
      if (operation) completeOperation(operation, path, method, components.responses);
    }
  }
}

function completeOperation(
  operation: OperationObject,
  path: string,
  method: string,
  shared: Record<string, ResponseObject>,
): void {
  const declared = operation['x-roles'] as string[] | undefined;
  const roles = declared ?? (path.startsWith('/api/') ? [...ROLES] : ['anonymous', ...ROLES]);
  const traits = {
    path,
    method,
    roles,
    isPublic: roles.includes('anonymous'),
    ignoresToken: operation['x-ignores-token'] === true,
    scopes: operation['x-scopes'] as string[] | undefined,
  };
  operation['x-roles'] = roles;
  operation.security = securityOf(traits);
  const retryable = isRetryable(traits) && !operation[STREAMED_EXTENSION];
  operation.parameters = [
    ...(operation.parameters ?? []).map(bounded),
    ...(operation[CONDITIONAL_EXTENSION] ? [REQUEST_HEADERS.ifMatch] : []),
    ...(method === 'get' && operation[TAGGED_EXTENSION] ? [REQUEST_HEADERS.ifNoneMatch] : []),
    ...(retryable ? [REQUEST_HEADERS.idempotencyKey] : []),
  ];
  if (method === 'get' && operation[TAGGED_EXTENSION]) operation.responses['304'] = { description: 'Not modified' };
  describeHeaders(operation);
  Object.assign(operation.responses, problemResponses(problemCodes(operation, traits, retryable), shared));
  for (const internal of [
    'x-ignores-token',
    CONDITIONAL_EXTENSION,
    TAGGED_EXTENSION,
    STREAMED_EXTENSION,
    VERIFIED_EMAIL_EXTENSION,
  ]) {
    Reflect.deleteProperty(operation, internal);
  }
}

/** The ways to say who is asking, any one of them; `{}` where it may be left open. */
function securityOf({ path, isPublic, ignoresToken, scopes }: OperationTraits): Record<string, string[]>[] {
  if (!path.startsWith('/api/') || ignoresToken) return [];
  return [...(isPublic ? [{}] : []), { bearer: [] }, ...(scopes ? [{ apiKey: [...scopes] }] : [])];
}

/** Path parameters say what fits in them: ids are UUIDs, names are short. */
function bounded(parameter: ParameterObject): ParameterObject {
  if (parameter.in !== 'path') return parameter;
  const limit = parameter.name === 'id' ? { format: 'uuid' } : { maxLength: LONGEST_NAME };
  return { ...parameter, schema: { ...limit, ...parameter.schema } };
}

/** Whether the operation honours `Idempotency-Key`. */
export function isRetryable({ path, method, isPublic }: OperationTraits): boolean {
  return method === 'post' && !isPublic && path.startsWith('/api/') && !path.startsWith('/api/v1/auth/');
}
