import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { HandlerStep } from './handler-step.js';
import { cleanInput, isOfApi, refuseMembers, validate, type InputClass } from './input/index.js';

/** What a request without a query asks for, by class: most have none, and it is always the same. */
const defaults = new WeakMap<InputClass, object>();

/**
 * Checks query and body against the classes of the operation, and puts instances of these in their place. The cache makes
 * its key of the query, idempotency its fingerprint of the body: so it comes before them, and no pipe does it.
 */
@Injectable()
export class InputStep implements HandlerStep {
  /** @throws VALIDATION_ERROR that lists every invalid or unknown member. */
  serve(request: FastifyRequest): undefined {
    const { query: queryClass, body: bodyClass } = request.route.input ?? {};
    if (!isOfApi(request) && !queryClass) return;
    const query = cleanInput(request.query, 'query') as object;
    if (queryClass) request.query = checkQuery(queryClass, query);
    else refuseMembers(query, 'query');
    if (request.route.ndjson === 'body') return;
    if (bodyClass) request.body = validate(bodyClass, request.body === undefined ? {} : request.body, 'body');
    else if (request.body !== undefined) refuseMembers(request.body, 'body');
  }
}

function checkQuery(type: InputClass, query: object): object {
  if (Object.keys(query).length > 0) return validate(type, query, 'query');
  const known = defaults.get(type) ?? Object.freeze(validate(type, query, 'query'));
  defaults.set(type, known);
  return known;
}
