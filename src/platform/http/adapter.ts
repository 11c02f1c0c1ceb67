import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { ServerResponse } from 'node:http';
import { answerWith } from './reply/index.js';

/** Makes answers of what controllers give back, or keeps it for the step that waits for it. */
export class HttpAdapter extends FastifyAdapter {
  override reply(response: ServerResponse | FastifyReply, value: unknown, status?: number): FastifyReply {
    if (response instanceof ServerResponse) return super.reply(response, value, status);
    const { request } = response;
    if (request.outcome) request.outcome.resolve(value);
    else super.reply(response, answerWith(request, response, value), status);
    // Nest awaits what it gets here, and a reply is a thenable, which waits until all is sent.
    return undefined as unknown as FastifyReply;
  }
}
