import { defineProblem, type FieldError, type Problem } from './problem.js';

export const validationError = defineProblem(
  'VALIDATION_ERROR',
  400,
  'Validation failed',
  'A body member, query parameter, path parameter or header is invalid; `errors` names each one.',
);
export const malformedJson = defineProblem('MALFORMED_JSON', 400, 'Malformed JSON', 'The body is not valid JSON.');
export const invalidCursor = defineProblem(
  'INVALID_CURSOR',
  400,
  'Invalid cursor',
  'The cursor was not issued for this list, its filters and its order; start again from the first page.',
);
export const authenticationRequired = defineProblem(
  'AUTHENTICATION_REQUIRED',
  401,
  'Authentication required',
  'The operation needs an access token in the Authorization header, or an API key in X-API-Key.',
);
export const tokenInvalid = defineProblem(
  'TOKEN_INVALID',
  401,
  'Token invalid',
  'The token or API key is malformed, forged or revoked, belongs to a session that has ended, or came with another one.',
);
export const tokenExpired = defineProblem(
  'TOKEN_EXPIRED',
  401,
  'Token expired',
  'The token or API key has expired; refresh the one, replace the other, or log in again.',
);
export const forbidden = defineProblem(
  'FORBIDDEN',
  403,
  'Forbidden',
  'The caller may not do this; an API key, when it has not the scope that the challenge names.',
);
export const emailNotVerified = defineProblem(
  'EMAIL_NOT_VERIFIED',
  403,
  'Email not verified',
  'The account has to verify its email address first; `POST /auth/email/resend` sends the mail again.',
);
export const accountSuspended = defineProblem(
  'ACCOUNT_SUSPENDED',
  403,
  'Account suspended',
  'The account is suspended and cannot be used until it is reinstated.',
);
export const notFound = defineProblem(
  'NOT_FOUND',
  404,
  'Not found',
  'The resource does not exist, or the caller may not know that it does.',
);
export const routeNotFound = defineProblem('ROUTE_NOT_FOUND', 404, 'Route not found', 'No operation has this path.');
export const methodNotAllowed = defineProblem(
  'METHOD_NOT_ALLOWED',
  405,
  'Method not allowed',
  'The path exists, but not with this method; `Allow` lists those that do.',
);
export const notAcceptable = defineProblem(
  'NOT_ACCEPTABLE',
  406,
  'Not acceptable',
  'The Accept header admits none of the media types that the operation answers with.',
);
export const payloadTooLarge = defineProblem(
  'PAYLOAD_TOO_LARGE',
  413,
  'Payload too large',
  'The body is larger than the operation accepts.',
);
export const uriTooLong = defineProblem('URI_TOO_LONG', 414, 'URI too long', 'The request target is too long.');
export const unsupportedMediaType = defineProblem(
  'UNSUPPORTED_MEDIA_TYPE',
  415,
  'Unsupported media type',
  'The body must be application/json in UTF-8 without a content coding.',
);
export const expectationFailed = defineProblem(
  'EXPECTATION_FAILED',
  417,
  'Expectation failed',
  'The only expectation that is met is `100-continue`.',
);
export const headersTooLarge = defineProblem(
  'HEADERS_TOO_LARGE',
  431,
  'Request header fields too large',
  'The header section of the request is larger than 16 KiB or has too many fields.',
);
export const badRequest = defineProblem('BAD_REQUEST', 400, 'Bad request', 'The request is not valid HTTP.');
export const requestTimeout = defineProblem(
  'REQUEST_TIMEOUT',
  408,
  'Request timeout',
  'The request did not arrive in time.',
);
export const invalidState = defineProblem(
  'INVALID_STATE',
  409,
  'Invalid state',
  'The resource is not in a state that admits the action; `allowed` lists the actions that it does admit.',
);
export const preconditionFailed = defineProblem(
  'PRECONDITION_FAILED',
  412,
  'Precondition failed',
  'The resource has changed since the version that If-Match names; `changedFields` lists what differs.',
);
export const idempotencyInProgress = defineProblem(
  'IDEMPOTENCY_IN_PROGRESS',
  409,
  'Request in progress',
  'A request with the same Idempotency-Key is under way; try again shortly.',
);
export const idempotencyKeyReused = defineProblem(
  'IDEMPOTENCY_KEY_REUSED',
  422,
  'Idempotency key reused',
  'The Idempotency-Key was used for another request.',
);
export const rateLimited = defineProblem(
  'RATE_LIMITED',
  429,
  'Too many requests',
  'A rate limit is exhausted; `Retry-After` tells when to try again.',
);
export const internalError = defineProblem(
  'INTERNAL_ERROR',
  500,
  'Internal error',
  'Something failed on the server; `requestId` identifies it in the logs.',
);
export const serviceUnavailable = defineProblem(
  'SERVICE_UNAVAILABLE',
  503,
  'Service unavailable',
  'The service cannot answer at the moment; `Retry-After` tells when to try again.',
);

/** A validation problem about one field. */
export function invalidField(field: string, code: string, message: string): Problem {
  return invalidFields([{ field, code, message }]);
}

/** How many field errors one answer lists at most. */
const LISTED_ERRORS = 20;

/** A validation problem about several fields, of which the first twenty are listed. */
export function invalidFields(errors: FieldError[]): Problem {
  const detail = errors.length === 1 ? '1 field is invalid' : `${errors.length} fields are invalid`;
  return validationError({ detail, errors: errors.slice(0, LISTED_ERRORS) });
}
