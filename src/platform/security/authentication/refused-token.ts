import type { Problem, ProblemDefinition } from '../../problem/index.js';

/** The problem of a token that was presented and not accepted, with its challenge (RFC 6750 §3.1). */
export function refusedToken(definition: ProblemDefinition): Problem {
  return definition({ headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } });
}
