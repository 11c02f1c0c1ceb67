import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { isOfApi } from './request-target.js';
import { cleanInput } from './clean-input.js';
import { routeInput, type RouteInput } from './route-input.js';
import { refuseMembers, validate, type InputClass } from './validate.js';

/**
 * Checks query and body against the classes of the operation before anything else sees them. Nest runs interceptors
 * before pipes, and the cache makes its key of the query, idempotency its fingerprint of the body: so this is an
 * interceptor, the first one, and there is no validation pipe behind it.
 */
@Injectable()
export class InputInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const input = routeInput(context);
    if (isOfApi(request) || input.query) checkInput(request, input);
    return next.handle();
  }
}

/** What a request without a query asks for, by class: most have none, and it is always the same. */
const defaults = new WeakMap<InputClass, object>();

function checkQuery(type: InputClass, query: object): object {
  if (Object.keys(query).length > 0) return validate(type, query, 'query');
  const known = defaults.get(type) ?? Object.freeze(validate(type, query, 'query'));
  defaults.set(type, known);
  return known;
}

function checkInput(request: FastifyRequest, input: RouteInput): void {
  const query = cleanInput(request.query, 'query') as object;
  if (input.query) request.query = checkQuery(input.query, query);
  else refuseMembers(query, 'query');
  if (request.routeOptions.config.ndjson === 'body') return;
  if (input.body) request.body = validate(input.body, request.body === undefined ? {} : request.body, 'body');
  else if (request.body !== undefined) refuseMembers(request.body, 'body');
}
