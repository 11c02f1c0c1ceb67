import type { FastifyInstance } from 'fastify';
import type { Readiness } from './readiness.js';

/** While draining, every answer asks the client to connect anew next time, which leads it to another instance. */
export function announceDraining(fastify: FastifyInstance, readiness: Readiness): void {
  fastify.addHook('onSend', async (_request, reply) => {
    if (readiness.draining) reply.header('Connection', 'close');
  });
}
