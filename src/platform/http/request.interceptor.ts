import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, map, type Observable } from 'rxjs';
import { HANDLER_STEPS, type HandlerStep } from './handler-step.js';
import { checkInput, routeInput } from './input/index.js';
import { answerWith } from './reply/index.js';

/**
 * All that happens between the guards and a handler, and with what it gives: the input is checked, a step may answer in
 * the handler's place, and the outcome becomes the answer. Nest runs interceptors before pipes, and the cache makes its
 * key of the query, idempotency its fingerprint of the body: so the check stands here, and there is no pipe behind it.
 * It is one interceptor because Nest pays for each with a handful of observables and promises per request.
 */
@Injectable()
export class RequestInterceptor implements NestInterceptor {
  constructor(@Inject(HANDLER_STEPS) private readonly steps: readonly HandlerStep[]) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    checkInput(request, routeInput(context));
    return this.serve(request, reply, next).pipe(map((value) => answerWith(request, reply, value)));
  }

  private serve(request: FastifyRequest, reply: FastifyReply, next: CallHandler): Observable<unknown> {
    const handle = (): Promise<unknown> => lastValueFrom(next.handle(), { defaultValue: undefined });
    for (const step of this.steps) {
      const served = step.serve(request, reply, handle);
      if (served) return from(served);
    }
    return next.handle();
  }
}
