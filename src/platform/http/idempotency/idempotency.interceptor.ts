import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Config } from '../../config/index.js';
import { currentContext, type Principal } from '../../context/index.js';
import { deriveKey } from '../../crypto/index.js';
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
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly fingerprintKey: Buffer;

  constructor(
    private readonly idempotency: IdempotencyService,
    { tokens }: Config,
  ) {
    this.fingerprintKey = deriveKey(tokens.secret, 'idempotency-fingerprint');
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = retryingCaller(request);
    const key = principal && idempotencyKey(request);
    if (!principal || key === undefined) return next.handle();
    return from(this.serve(context, next, principal, key));
  }

  private async serve(context: ExecutionContext, next: CallHandler, principal: Principal, key: string): Promise<Reply> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const print = fingerprint(this.fingerprintKey, request.method, request.url, request.body);
    const { reply, replayed } = await this.idempotency.serve({ principal, key, fingerprint: print }, () =>
      lastValueFrom(next.handle() as Observable<Reply>, { defaultValue: undefined }),
    );
    if (replayed) void context.switchToHttp().getResponse<FastifyReply>().header('Idempotent-Replayed', 'true');
    return reply;
  }
}

/** Whoever may make this request safe to repeat. */
function retryingCaller({ method, routeOptions }: FastifyRequest): Principal | undefined {
  return method === 'POST' && !routeOptions.url?.startsWith(SIGN_IN_CALLS) ? currentContext()?.principal : undefined;
}
