import type { FastifyInstance, FastifyRequest } from 'fastify';
import { malformedJson, unsupportedMediaType } from '../../problem/index.js';
import { cleanInput } from './clean-input.js';
import { parseJson } from './parse-json.js';

/**
 * Makes JSON the only media type that bodies may have. An empty body counts as none; text is UTF-8;
 * `__proto__` members are refused; what is left passes {@link cleanInput}.
 */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, parse(request, body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function parse(request: FastifyRequest, body: Buffer): unknown {
  if (request.route.ndjson === 'body') throw unsupportedMediaType({ detail: 'The body must be NDJSON' });
  requireUtf8(request.headers['content-type'] ?? '');
  if (body.length === 0) return undefined;
  return cleanInput(parseOrRefuse(body), 'body');
}

function parseOrRefuse(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch (cause) {
    throw malformedJson({ detail: 'The body is not valid JSON in UTF-8', cause });
  }
}

/** @throws UNSUPPORTED_MEDIA_TYPE for another character set. */
export function requireUtf8(contentType: string): void {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  if (charset && !/^utf-?8$/i.test(charset)) throw unsupportedMediaType({ detail: 'Only UTF-8 is accepted' });
}

/** Bodies come as they are: no content coding is undone, so no bomb can go off. */
export function refuseContentCodings(request: FastifyRequest): void {
  const coding = request.headers['content-encoding'];
  if (coding && coding.toLowerCase() !== 'identity') {
    throw unsupportedMediaType({ detail: 'Content codings are not accepted' });
  }
}
