import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemType, type Problem } from '../problem/index.js';
import { hasArrived } from './input/index.js';

/** Sends a problem as `application/problem+json` (RFC 9457). */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  // A body that nobody will read is not worth receiving: the connection ends with this answer.
  if (!hasArrived(request)) void reply.header('Connection', 'close');
  void reply
    .code(problem.status)
    .headers({ 'Cache-Control': 'no-store', ...problem.headers })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemBody(problem, request.originalUrl, request.id)));
}

/** The members of a problem document; `instance` is the path without the query, which may hold what is secret. */
export function problemBody(problem: Problem, url: string, requestId: string): object {
  return {
    type: problemType(problem.code),
    title: problem.definition.title,
    status: problem.status,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    instance: url.split('?', 1)[0]?.slice(0, 200) ?? '/',
    code: problem.code,
    requestId,
    ...(problem.errors && { errors: problem.errors }),
    ...problem.extras,
  };
}
