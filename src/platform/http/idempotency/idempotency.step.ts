import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/index.js';
import { currentContext, type Principal } from '../../context/index.js';
import { deriveKey } from '../../crypto/index.js';
import type { Handle, HandlerStep } from '../handler-step.js';
import type { Reply } from '../reply/reply.js';
import { fingerprint } from './fingerprint.js';
import { idempotencyKey } from './idempotency-key.js';
import { IdempotencyService } from './idempotency.service.js';

const SIGN_IN_CALLS = '/api/v1/auth/';

/**
 * Makes every POST of a signed-in caller outside `/auth` safe to repeat under an Idempotency-Key: the handler runs in
 * the transaction that keeps its reply. It stands behind the guards and the check of the input, so that only what
 * would be served claims a key.
 */
@Injectable()
export class IdempotencyStep implements HandlerStep {
  private readonly fingerprintKey: KeyObject;

  constructor(
    private readonly idempotency: IdempotencyService,
    { tokens }: Config,
  ) {
    this.fingerprintKey = deriveKey(tokens.secret, 'idempotency-fingerprint');
  }

  serve(request: FastifyRequest, reply: FastifyReply, handle: Handle): Promise<Reply> | undefined {
    const principal = retryingCaller(request);
    const key = principal && idempotencyKey(request);
    if (!principal || key === undefined) return undefined;
    return this.serveOnce(request, reply, handle, { principal, key });
  }

  private async serveOnce(
    request: FastifyRequest,
    reply: FastifyReply,
    handle: Handle,
    claim: { principal: Principal; key: string },
  ): Promise<Reply> {
    const print = fingerprint(this.fingerprintKey, request.method, request.url, request.body);
    const served = await this.idempotency.serve({ ...claim, fingerprint: print }, handle as () => Promise<Reply>);
    if (served.replayed) void reply.header('Idempotent-Replayed', 'true');
    return served.reply;
  }
}

/** Whoever may make this request safe to repeat. */
function retryingCaller({ method, route }: FastifyRequest): Principal | undefined {
  return method === 'POST' && !route.url?.startsWith(SIGN_IN_CALLS) ? currentContext()?.principal : undefined;
}
