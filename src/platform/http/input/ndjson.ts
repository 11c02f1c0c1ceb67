import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { badRequest, Problem, requestTimeout, unsupportedMediaType } from '../../problem/index.js';
import { requireUtf8 } from './json-body.js';
import { ndjsonLines, type NdjsonLine } from './ndjson-lines.js';

export const NDJSON = 'application/x-ndjson';

/** Milliseconds that a client may let pass between two parts of its stream. */
const PAUSE = 10_000;

/** Connections with a stream under way, which may take longer than any other request. */
const streaming = new WeakSet<Socket>();

/** Whether the time limit of a whole request does not hold for what the connection brings at the moment. */
export function isStreaming(socket: Socket): boolean {
  return streaming.has(socket);
}

/** The lines of the body, read as they are asked for. */
export const NdjsonBody = createParamDecorator((_: unknown, context: ExecutionContext): AsyncIterable<NdjsonLine> => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (request.body === undefined) throw unsupportedMediaType({ detail: `The body must be ${NDJSON}` });
  return ndjsonLines(chunksOf(request));
});

/** Leaves bodies of NDJSON unread for the operations that take them. */
export function acceptNdjson(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(NDJSON, (request, payload, done) => {
    try {
      if (request.route.ndjson !== 'body') throw unsupportedMediaType();
      requireUtf8(request.headers['content-type'] ?? '');
      const { socket } = request.raw;
      streaming.add(socket);
      request.raw.once('close', () => streaming.delete(socket));
      done(null, payload);
    } catch (error) {
      done(error as Error);
    }
  });
}

/**
 * The body part by part. Waiting for us is no silence of the client's, so the connection's own limit is lifted (until its
 * next request) and only the time is counted in which the client lets us wait.
 *
 * @throws REQUEST_TIMEOUT after a pause of ten seconds; BAD_REQUEST when the client hangs up.
 */
async function* chunksOf({ raw }: FastifyRequest): AsyncGenerator<Buffer> {
  raw.socket.setTimeout(0);
  const parts = raw.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  for (;;) {
    const part = await withoutPause(parts.next());
    if (part.done) return;
    yield part.value;
  }
}

async function withoutPause<T>(next: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(requestTimeout({ detail: 'The body paused for too long' }));
    }, PAUSE);
  });
  try {
    return await Promise.race([next, pause]);
  } catch (cause) {
    throw cause instanceof Problem ? cause : badRequest({ detail: 'The body ended before its end', cause });
  } finally {
    clearTimeout(timer);
  }
}
