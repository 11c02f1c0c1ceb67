import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { present, setCaching } from './present.js';
import { isReply, represent, Representation } from './representation.js';

/**
 * The outermost step: turns what the inner ones give (a reply, or the bytes of a cached one) into the answer. Other
 * values (probes, metrics) pass as they are.
 */
@Injectable()
export class RepresentationInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((value: unknown) => {
        if (value instanceof Representation) return present(request, reply, value);
        if (isReply(value)) return present(request, reply, represent(value));
        setCaching(request, reply);
        return value;
      }),
    );
  }
}
