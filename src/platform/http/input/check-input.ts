import type { FastifyRequest } from 'fastify';
import { isOfApi } from './request-target.js';
import { cleanInput } from './clean-input.js';
import type { RouteInput } from './route-input.js';
import { refuseMembers, validate, type InputClass } from './validate.js';

/** What a request without a query asks for, by class: most have none, and it is always the same. */
const defaults = new WeakMap<InputClass, object>();

/**
 * Checks query and body against the classes of the operation, and puts instances of these in their place.
 *
 * @throws VALIDATION_ERROR that lists every invalid or unknown member.
 */
export function checkInput(request: FastifyRequest, input: RouteInput): void {
  if (!isOfApi(request) && !input.query) return;
  const query = cleanInput(request.query, 'query') as object;
  if (input.query) request.query = checkQuery(input.query, query);
  else refuseMembers(query, 'query');
  if (request.route.ndjson === 'body') return;
  if (input.body) request.body = validate(input.body, request.body === undefined ? {} : request.body, 'body');
  else if (request.body !== undefined) refuseMembers(request.body, 'body');
}

function checkQuery(type: InputClass, query: object): object {
  if (Object.keys(query).length > 0) return validate(type, query, 'query');
  const known = defaults.get(type) ?? Object.freeze(validate(type, query, 'query'));
  defaults.set(type, known);
  return known;
}
