import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../config/index.js';
import { requireCaller, requireRole, requireScope, requireVerifiedEmail } from './check-access.js';

/** Refuses what neither the JWT strategy nor the keys' directory recognised. The gate asks the same before a body is read. */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    requireCaller(requestOf(context));
    return true;
  }
}

/** Refuses API keys without the scopes that the operation names. The gate asks the same before a body is read. */
@Injectable()
export class ScopesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    requireScope(requestOf(context));
    return true;
  }
}

/** Refuses callers whose present role the operation does not name. */
@Injectable()
export class RolesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    requireRole(requestOf(context));
    return true;
  }
}

/** Refuses unverified accounts what the operation reserves for verified ones, where the configuration asks for that. */
@Injectable()
export class VerifiedEmailGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.config.accounts.requireVerifiedEmail) requireVerifiedEmail(requestOf(context));
    return true;
  }
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}
