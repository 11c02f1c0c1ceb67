import fastifyCompress from '@fastify/compress';
import type { FastifyReply } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { constants } from 'node:zlib';
import { codedTag } from './reply/entity-tag.js';

/** Bytes below which compression costs more than it saves. */
const THRESHOLD = 1024;

/** Compresses answers for clients that accept it; the entity tag of other bytes is another tag. */
export async function registerCompression(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyCompress, {
    threshold: THRESHOLD,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      route.onSend = [...[route.onSend ?? []].flat(), tagCoding];
    });
}

async function tagCoding(_request: unknown, reply: FastifyReply): Promise<void> {
  const etag = reply.getHeader('ETag');
  const coding = reply.getHeader('Content-Encoding');
  if (typeof etag === 'string' && typeof coding === 'string') void reply.header('ETag', codedTag(etag, coding));
}
