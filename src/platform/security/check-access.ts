import type { FastifyRequest } from 'fastify';
import { authenticationRequired, emailNotVerified, forbidden, type Problem } from '../problem/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the credentials that came along were not accepted; recorded first, thrown where it matters. */
    authenticationFailure?: Problem;
  }
}

/**
 * Default deny: without an explicit public mark an operation needs a caller, and where it names roles, one of those.
 *
 * @throws TOKEN_INVALID, TOKEN_EXPIRED or AUTHENTICATION_REQUIRED (401).
 */
export function requireCaller(request: FastifyRequest): void {
  if (request.authenticationFailure) throw request.authenticationFailure;
  if (request.route.access === 'public' || request.context.principal) return;
  throw authenticationRequired({ headers: { 'WWW-Authenticate': 'Bearer' } });
}

/**
 * Default deny for API keys: one may call what names scopes, and has all of them. A public operation is no exception,
 * because it shows its caller more than it shows to others.
 *
 * @throws FORBIDDEN
 */
export function requireScope(request: FastifyRequest): void {
  const key = request.context.principal?.apiKey;
  if (!key) return;
  const { scopes } = request.route;
  if (!scopes?.every((scope) => key.scopes.includes(scope))) throw insufficientScope(scopes);
}

/** @throws FORBIDDEN when the operation names roles and the caller has none of them. */
export function requireRole(request: FastifyRequest): void {
  const { access } = request.route;
  if (access === undefined || access === 'public') return;
  const role = request.context.principal?.role;
  if (role && access.includes(role)) return;
  throw forbidden({ headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' } });
}

/** @throws EMAIL_NOT_VERIFIED when the operation is closed to callers whose email address is not verified. */
export function requireVerifiedEmail(request: FastifyRequest): void {
  if (!request.route.verifiedEmail || request.context.principal?.emailVerified) return;
  throw emailNotVerified();
}

/**
 * The refusal of an API key, with its challenge (RFC 6750 §3.1).
 *
 * @param scopes what the operation asks for; without them it is open to no key.
 */
export function insufficientScope(scopes?: readonly string[]): Problem {
  const names = scopes?.join(' ');
  const detail = names ? `The API key needs: ${names}` : 'No API key may do this; sign in';
  const challenge = `Bearer error="insufficient_scope"${names ? `, scope="${names}"` : ''}`;
  return forbidden({ detail, headers: { 'WWW-Authenticate': challenge } });
}
