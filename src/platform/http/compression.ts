import { negotiate } from '@fastify/accept-negotiator';
import fastifyCompress from '@fastify/compress';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { codedTag } from './reply/entity-tag.js';

/** Bytes below which compression costs more than it saves. */
const THRESHOLD = 1024;

const CODINGS = ['br', 'gzip'] as const;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** What the plugin reads in a way of its own. */
const UNUSUAL = /\*|x-gzip/i;

export type Coding = (typeof CODINGS)[number];

const compressors: Record<Coding, (body: Buffer) => Promise<Buffer>> = {
  br: async (body) => promisify(brotliCompress)(body, BROTLI),
  gzip: promisify(gzip),
};

/** Compresses answers for clients that accept it; the entity tag of other bytes is another tag. */
export async function registerCompression(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyCompress, { threshold: THRESHOLD, encodings: [...CODINGS], brotliOptions: BROTLI });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      route.onSend = [...[route.onSend ?? []].flat(), tagCoding];
    });
}

/**
 * The coding that an answer of these bytes would be sent in, for those who keep it coded; undefined where it is sent as
 * it is, or where that is better left to the step that all answers take.
 */
export function codingFor({ headers }: FastifyRequest, body: Buffer): Coding | undefined {
  const accepted = headers['accept-encoding'];
  if (typeof accepted !== 'string' || body.length < THRESHOLD || UNUSUAL.test(accepted)) return undefined;
  if (headers['x-no-compression'] !== undefined) return undefined;
  return negotiate(accepted.toLowerCase(), [...CODINGS]) ?? undefined;
}

/** The bytes in a coding, as `registerCompression` would send them. */
export function encode(body: Buffer, coding: Coding): Promise<Buffer> {
  return compressors[coding](body);
}

function tagCoding(
  _request: unknown,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  const etag = reply.getHeader('ETag');
  const coding = reply.getHeader('Content-Encoding');
  if (typeof etag === 'string' && typeof coding === 'string') reply.header('ETag', codedTag(etag, coding));
  done(null, payload);
}
