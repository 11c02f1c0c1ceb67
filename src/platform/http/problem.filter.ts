import { Catch, Logger, Optional, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { methodNotAllowed, type Problem } from '../problem/index.js';
import { Moved, sendOn } from './moved.js';
import { problemOf } from './problem-of.js';
import { RefusalLog } from './refusal-log.js';
import { RouteTable } from './routing/index.js';
import { sendProblem } from './send-problem.js';

/** The one way from a failure to an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(
    private readonly routes: RouteTable,
    @Optional() private readonly refusals?: RefusalLog,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (request.outcome) {
      request.outcome.reject(error);
      return;
    }
    if (reply.sent || reply.raw.headersSent) return;
    if (error instanceof Moved) {
      sendOn(reply, error);
      return;
    }
    const problem = this.orOtherMethods(problemOf(error), request);
    if (problem.status >= 500) this.logger.error(problem.cause ?? problem);
    sendProblem(request, reply, problem);
    if (problem.status === 403 || problem.status === 429) this.refusals?.refused(request, problem);
  }

  /** An unknown route whose path other methods serve is a wrong method. */
  private orOtherMethods(problem: Problem, request: FastifyRequest): Problem {
    if (problem.code !== 'ROUTE_NOT_FOUND') return problem;
    const allowed = this.routes.methodsOf(request.url);
    if (allowed.length === 0 || allowed.includes(request.method)) return problem;
    return methodNotAllowed({ detail: `Use ${allowed.join(', ')}`, headers: { Allow: allowed.join(', ') } });
  }
}
