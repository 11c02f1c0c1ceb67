import type { FastifyReply, FastifyRequest } from 'fastify';

/** Runs the handler of a request, and what Nest has put around it. */
export type Handle = () => Promise<unknown>;

/** What stands around the handlers of some requests: an answer that is kept, a reply that is not to be made twice. */
export interface HandlerStep {
  /**
   * Answers the request, through its handler if need be.
   *
   * @returns what the handler would give, or its representation; undefined where this step has no part in the request.
   */
  serve(request: FastifyRequest, reply: FastifyReply, handle: Handle): Promise<unknown> | undefined;
}

/** The token of the steps (`HandlerStep[]`); the first that has a part in a request serves it. */
export const HANDLER_STEPS = Symbol('HANDLER_STEPS');
