import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RefusalLog } from '../platform/http/index.js';
import type { Problem } from '../platform/problem/index.js';
import { clientKey } from '../platform/security/index.js';
import { Audit } from './audit.service.js';

/** Enters what was refused, behind the answer. */
@Injectable()
export class AuditedRefusals extends RefusalLog implements BeforeApplicationShutdown {
  private readonly pending = new Set<Promise<void>>();

  constructor(private readonly audit: Audit) {
    super();
  }

  refused(request: FastifyRequest, { code, status }: Problem): void {
    // Signing in enters this one itself, with the account.
    if (code === 'ACCOUNT_SUSPENDED') return;
    const { method, route, context } = request;
    const target = { type: 'operation', id: `${method} ${pathTemplate(route.url)}` } as const;
    const action = status === 429 ? 'access.rate-limited' : 'access.forbidden';
    const who = context.principal?.userId ?? clientKey(request.clientAddress);
    this.hold(this.audit.note({ action, outcome: 'denied', target, changes: { code } }, who));
  }

  /** The database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.pending);
  }

  private hold(work: Promise<void>): void {
    this.pending.add(work);
    void work.finally(() => this.pending.delete(work));
  }
}

/** `/api/v1/users/:id` as the API document writes it. */
function pathTemplate(route = 'unknown path'): string {
  return route.replaceAll(/:(\w+)/g, '{$1}');
}
