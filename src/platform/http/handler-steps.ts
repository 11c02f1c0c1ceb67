import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HANDLER_STEPS, type HandlerStep } from './handler-step.js';
import { isDocumentation } from './openapi/docs.js';
import { answerWith } from './reply/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where a step waits for what the handler gives: the adapter and the filter put it here and send nothing. */
    outcome?: PromiseWithResolvers<unknown>;
  }
}

/**
 * Asks the steps between the hooks and the handlers. They are plain functions around the route's handler and no guards and
 * interceptors of Nest, which makes observables, promises and an asynchronous resource for each of those (ADR 0044).
 */
@Injectable()
export class HandlerSteps {
  constructor(@Inject(HANDLER_STEPS) private readonly steps: readonly HandlerStep[]) {}

  /** Call it before the controllers' routes are registered. Only the documentation, a library's, goes without steps. */
  surround(fastify: FastifyInstance): void {
    fastify.decorateRequest('outcome');
    fastify.addHook('onRoute', (route) => {
      if (isDocumentation(route.url)) return;
      const { handler } = route;
      route.handler = (request, reply) => {
        const handle = async (): Promise<void> => {
          await handler.call(fastify, request, reply);
        };
        const served = this.serve(request, reply, handle);
        const sent = served ? served.then((value) => reply.send(answerWith(request, reply, value))) : handle();
        // Fastify is not given the promise: it would be one more to wait for, until the answer has left.
        sent.catch((error: unknown) => reply.send(error));
      };
    });
  }

  /** Asks one step after the other. @returns the answer of the one that has one. */
  private serve(
    request: FastifyRequest,
    reply: FastifyReply,
    handle: () => Promise<void>,
  ): Promise<unknown> | undefined {
    if (isMisrouted(request)) return undefined;
    void reply.code(request.route.status ?? 200);
    for (const step of this.steps) {
      const served = step.serve(request, reply, () => outcomeOf(request, handle));
      if (served) return served;
    }
    return undefined;
  }
}

/** Runs a handler whose answer is not sent yet. Its promise is of no use: Nest's settles when the answer has been sent. */
function outcomeOf(request: FastifyRequest, handle: () => Promise<void>): Promise<unknown> {
  const outcome = Promise.withResolvers<unknown>();
  request.outcome = outcome;
  handle().catch(outcome.reject);
  return outcome.promise.finally(() => (request.outcome = undefined));
}

/** An empty parameter names nothing: the router has taken a path for another's, and Nest says so. */
function isMisrouted({ params }: FastifyRequest): boolean {
  return Object.values(params as object).includes('');
}
