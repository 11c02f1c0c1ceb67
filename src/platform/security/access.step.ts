import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../config/index.js';
import type { HandlerStep } from '../http/index.js';
import { requireCaller, requireRole, requireScope, requireVerifiedEmail } from './check-access.js';

/**
 * Default deny, for every operation: refuses whom neither the JWT strategy nor the keys' directory recognised, keys
 * without the scopes that the operation names, callers whose present role it does not name, and unverified accounts
 * where it wants verified ones. The gate asks the first two already before a body is read.
 */
@Injectable()
export class AccessStep implements HandlerStep {
  private readonly requireVerifiedEmail: boolean;

  constructor({ accounts }: Config) {
    this.requireVerifiedEmail = accounts.requireVerifiedEmail;
  }

  serve(request: FastifyRequest): undefined {
    requireCaller(request);
    requireScope(request);
    requireRole(request);
    if (this.requireVerifiedEmail) requireVerifiedEmail(request);
  }
}
