import type { FastifyReply, FastifyRequest } from 'fastify';

/** Runs the handler of a request, and gives what it gives. @throws what the handler throws. */
export type Handle = () => Promise<unknown>;

/** What stands before the handlers, or around those of some requests: checks, kept answers, replies not to be made twice. */
export interface HandlerStep {
  /**
   * Refuses the request by throwing, or answers it, through its handler if need be, or leaves it to the steps behind.
   *
   * @returns what the handler would give, or its representation; undefined where this step does not answer.
   */
  serve(request: FastifyRequest, reply: FastifyReply, handle: Handle): Promise<unknown> | undefined;
}

/** The token of the steps (`HandlerStep[]`), in the order in which they are asked. */
export const HANDLER_STEPS = Symbol('HANDLER_STEPS');
