import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ROLES, type Principal, type Role, type Scope as ScopeName, type SessionPrincipal } from '../context/index.js';
import {
  ApiExtension,
  routeSettings,
  UNLIMITED_EXTENSION,
  VERIFIED_EMAIL_EXTENSION,
  type RateLimitPolicy,
} from '../http/index.js';
import { authenticationRequired } from '../problem/index.js';
import { insufficientScope } from './check-access.js';

/** Opens an operation to everybody; a token that comes along must still be good. */
export function Public(): MethodDecorator {
  return applyDecorators(routeSettings({ access: 'public' }), ApiExtension('x-roles', ['anonymous', ...ROLES]));
}

/** A public call whose caller may hold an ended token, such as signing in: it is not read as a user's. */
export function PublicWithoutToken(): MethodDecorator {
  return applyDecorators(Public(), routeSettings({ ignoresToken: true }), ApiExtension('x-ignores-token', true));
}

/** Reserves an operation for accounts of these roles; without it any signed-in account may call. */
export function Roles(...roles: Role[]): MethodDecorator {
  return applyDecorators(routeSettings({ access: roles }), ApiExtension('x-roles', roles));
}

/**
 * Opens an operation to API keys that have all of these scopes; without it no key may call, be it public or not. What
 * the key's owner may do is asked as ever.
 */
export function Scope(...scopes: [ScopeName, ...ScopeName[]]): MethodDecorator {
  return applyDecorators(routeSettings({ scopes }), ApiExtension('x-scopes', scopes));
}

/** Closes an operation to accounts without a verified email address, where `REQUIRE_VERIFIED_EMAIL` is on. */
export function VerifiedEmail(): MethodDecorator {
  return applyDecorators(routeSettings({ verifiedEmail: true }), ApiExtension(VERIFIED_EMAIL_EXTENSION, true));
}

/** Limits an operation beyond the overall limit; per user where known, else per client address. */
export function RateLimit(...rateLimits: RateLimitPolicy[]): MethodDecorator {
  return routeSettings({ rateLimits });
}

/** Leaves an operation out of the overall rate limit. */
export function Unlimited(): MethodDecorator {
  return applyDecorators(routeSettings({ unlimited: true }), ApiExtension(UNLIMITED_EXTENSION, true));
}

/**
 * The caller of a protected operation.
 *
 * @throws AUTHENTICATION_REQUIRED on a public operation without a token.
 */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>().context;
  if (!principal) throw authenticationRequired();
  return principal;
});

/**
 * The caller of an operation on sessions and credentials, which no API key may call.
 *
 * @throws AUTHENTICATION_REQUIRED on a public operation without a token; FORBIDDEN to a key.
 */
export const SessionCaller = createParamDecorator((_: unknown, context: ExecutionContext): SessionPrincipal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>().context;
  if (!principal) throw authenticationRequired();
  if (principal.sessionId === undefined) throw insufficientScope();
  return principal;
});

/** The caller of a public operation, or undefined for an anonymous one. */
export const MaybeCaller = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => {
  return context.switchToHttp().getRequest<FastifyRequest>().context.principal;
});
