import { getSchemaPath } from '../documentation/decorators.js';
import { allProblems, problemType, type ProblemDefinition } from '../../problem/index.js';
import type { OperationObject, OperationTraits, Reference, ResponseObject } from './operation-object.js';
import { headersOfProblem } from './headers.js';
import { CONDITIONAL_EXTENSION, PROBLEMS_EXTENSION, VERIFIED_EMAIL_EXTENSION } from './operation.js';
import { ProblemView } from './problem.view.js';

const EVERYWHERE = ['URI_TOO_LONG', 'UNSUPPORTED_MEDIA_TYPE', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE'];
const OF_THE_API = ['VALIDATION_ERROR', 'NOT_ACCEPTABLE'];
const OF_BODIES = ['MALFORMED_JSON', 'PAYLOAD_TOO_LARGE'];
/** `FORBIDDEN` is for API keys without the scope, and for those without the role. */
const OF_CREDENTIALS = ['TOKEN_INVALID', 'TOKEN_EXPIRED', 'FORBIDDEN'];

/** Exactly the problems that the operation can answer with. A status that it has declared for itself is none. */
export function problemsOf(
  operation: OperationObject,
  traits: OperationTraits,
  retryable: boolean,
): ProblemDefinition[] {
  const codes = codesOf(operation, traits, retryable);
  return allProblems().filter(({ code, status }) => codes.has(code) && !(String(status) in operation.responses));
}

function codesOf(operation: OperationObject, traits: OperationTraits, retryable: boolean): Set<string> {
  const { path, method, isPublic, ignoresToken, isLimited } = traits;
  const inApi = path.startsWith('/api/');
  return new Set([
    ...((operation[PROBLEMS_EXTENSION] as string[] | undefined) ?? []),
    ...EVERYWHERE,
    ...(isLimited ? ['RATE_LIMITED'] : []),
    ...(inApi ? OF_THE_API : []),
    ...(method === 'get' ? [] : OF_BODIES),
    ...(inApi && !ignoresToken ? OF_CREDENTIALS : []),
    ...(isPublic ? [] : ['AUTHENTICATION_REQUIRED']),
    ...(operation[VERIFIED_EMAIL_EXTENSION] ? ['EMAIL_NOT_VERIFIED'] : []),
    ...(operation[CONDITIONAL_EXTENSION] ? ['PRECONDITION_FAILED'] : []),
    ...(retryable ? ['IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] : []),
  ]);
}

/**
 * One response for each status, naming its codes.
 *
 * @param shared where the responses are kept: those of the same codes are one.
 */
export function problemResponses(
  kinds: readonly ProblemDefinition[],
  shared: Record<string, ResponseObject>,
): Record<string, Reference> {
  const responses: Record<string, Reference> = {};
  for (const status of new Set(kinds.map((kind) => kind.status))) {
    const ofStatus = kinds.filter((kind) => kind.status === status);
    const name = ofStatus.map(({ code }) => code).join('.');
    shared[name] ??= problemResponse(String(status), ofStatus);
    responses[String(status)] = { $ref: `#/components/responses/${name}` };
  }
  return responses;
}

function problemResponse(status: string, kinds: ProblemDefinition[]): ResponseObject {
  const codes = kinds.map(({ code }) => code);
  const narrowed = { type: 'object', properties: { code: { type: 'string', enum: codes } } };
  const schema = { allOf: [{ $ref: getSchemaPath(ProblemView) }, narrowed] };
  const examples = Object.fromEntries(kinds.map((kind) => [kind.code, exampleOfProblem(kind)]));
  return {
    description: kinds.map(({ code, title }) => `${title} (\`${code}\`)`).join(', '),
    headers: headersOfProblem(status, codes),
    content: { 'application/problem+json': { schema, examples } },
  };
}

/** What problems of a kind tell beyond their title. */
const MORE: Record<string, object> = {
  VALIDATION_ERROR: {
    detail: '1 field is invalid',
    errors: [{ field: 'limit', code: 'integer', message: 'limit must be a whole number from 1 to 100' }],
  },
  INVALID_STATE: { allowed: ['publish', 'archive'] },
  SLUG_TAKEN: { suggestion: 'hello-world-2' },
  PRECONDITION_FAILED: { changedFields: ['title'] },
};

function exampleOfProblem({ code, status, title, meaning }: ProblemDefinition): object {
  const [instance, requestId] = ['/api/v1/posts', '0192f0c1-2345-7abc-8def-0123456789ab'];
  const value = { type: problemType(code), title, status, instance, code, requestId, ...MORE[code] };
  return { summary: meaning, value };
}
