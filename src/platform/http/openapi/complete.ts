import type { OpenAPIObject } from '@nestjs/swagger';
import { ROLES } from '../../context/index.js';
import { addExamples } from './examples.js';
import { completeFormats } from './formats.js';
import { describeHeaders, REQUEST_HEADERS, RESPONSE_HEADERS } from './headers.js';
import type { OperationObject, OperationTraits, ResponseObject } from './operation-object.js';
import {
  CACHED_EXTENSION,
  CONDITIONAL_EXTENSION,
  PROBLEMS_EXTENSION,
  STREAMED_EXTENSION,
  TAGGED_EXTENSION,
  UNLIMITED_EXTENSION,
  VERIFIED_EMAIL_EXTENSION,
} from './operation.js';
import { declaredParameters } from './parameters.js';
import { problemResponses, problemsOf } from './problem-responses.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Adds what holds for all operations: roles, security, refusals, headers, bounds and examples. */
export function completeDocument(document: OpenAPIObject): void {
  const components = { ...document.components, headers: RESPONSE_HEADERS, responses: {} };
  document.components = components;
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method] as OperationObject | undefined;
      if (operation) completeOperation(operation, path, method, components.responses);
      return operation ?? [];
    }),
  );
  completeFormats(document.paths);
  completeFormats(document.components);
  addExamples(document, operations);
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
    isLimited: !operation[UNLIMITED_EXTENSION],
    scopes: operation['x-scopes'] as string[] | undefined,
  };
  operation['x-roles'] = roles;
  operation.security = securityOf(traits, operation.security);
  const retryable = isRetryable(traits) && !operation[STREAMED_EXTENSION];
  operation.parameters = [
    ...declaredParameters(operation.parameters),
    ...(operation[CONDITIONAL_EXTENSION] ? [REQUEST_HEADERS.ifMatch] : []),
    ...(method === 'get' && operation[TAGGED_EXTENSION] ? [REQUEST_HEADERS.ifNoneMatch] : []),
    ...(retryable ? [REQUEST_HEADERS.idempotencyKey] : []),
  ];
  if (method === 'get' && operation[TAGGED_EXTENSION]) operation.responses['304'] = { description: 'Not modified' };
  describeHeaders(operation, traits, retryable);
  const problems = problemsOf(operation, traits, retryable);
  operation[PROBLEMS_EXTENSION] = problems.map(({ code }) => code);
  Object.assign(operation.responses, problemResponses(problems, shared));
  for (const internal of [
    'x-ignores-token',
    CACHED_EXTENSION,
    CONDITIONAL_EXTENSION,
    TAGGED_EXTENSION,
    STREAMED_EXTENSION,
    UNLIMITED_EXTENSION,
    VERIFIED_EMAIL_EXTENSION,
  ]) {
    Reflect.deleteProperty(operation, internal);
  }
}

/** The ways to say who is asking, any one of them; `{}` where it may be left open. */
function securityOf(
  { path, isPublic, ignoresToken, scopes }: OperationTraits,
  declared: Record<string, string[]>[] = [],
): Record<string, string[]>[] {
  if (declared.length > 0) return [{}, ...declared];
  if (!path.startsWith('/api/') || ignoresToken) return [];
  return [...(isPublic ? [{}] : []), { bearer: [] }, ...(scopes ? [{ apiKey: [...scopes] }] : [])];
}

/** Whether the operation honours `Idempotency-Key`. */
export function isRetryable({ path, method, isPublic }: OperationTraits): boolean {
  return method === 'post' && !isPublic && path.startsWith('/api/') && !path.startsWith('/api/v1/auth/');
}
