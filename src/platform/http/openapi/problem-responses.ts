import { getSchemaPath } from '../documentation/decorators.js';
import { allProblems, type ProblemDefinition } from '../../problem/index.js';
import type { OperationObject, OperationTraits, Reference, ResponseObject } from './operation-object.js';
import { headersOf } from './headers.js';
import { CONDITIONAL_EXTENSION, PROBLEMS_EXTENSION, VERIFIED_EMAIL_EXTENSION } from './operation.js';
import { ProblemView } from './problem.view.js';

const EVERYWHERE = ['RATE_LIMITED', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE'];
const OF_THE_API = ['VALIDATION_ERROR', 'NOT_ACCEPTABLE'];
const OF_BODIES = ['MALFORMED_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
/** `FORBIDDEN` is for API keys without the scope, and for those without the role. */
const OF_CREDENTIALS = ['TOKEN_INVALID', 'TOKEN_EXPIRED', 'FORBIDDEN'];

/** Exactly the codes that the operation can answer with. */
export function problemCodes(operation: OperationObject, traits: OperationTraits, retryable: boolean): Set<string> {
  const { path, method, isPublic, ignoresToken } = traits;
  const inApi = path.startsWith('/api/');
  return new Set([
    ...((operation[PROBLEMS_EXTENSION] as string[] | undefined) ?? []),
    ...EVERYWHERE,
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
  codes: Set<string>,
  shared: Record<string, ResponseObject>,
): Record<string, Reference> {
  const kinds = allProblems().filter(({ code }) => codes.has(code));
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
  const narrowed = { type: 'object', properties: { code: { type: 'string', enum: kinds.map(({ code }) => code) } } };
  return {
    description: kinds.map(({ code, title }) => `${title} (\`${code}\`)`).join(', '),
    headers: headersOf(status),
    content: { 'application/problem+json': { schema: { allOf: [{ $ref: getSchemaPath(ProblemView) }, narrowed] } } },
  };
}
