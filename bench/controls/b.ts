import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { readTape } from '../tape.js';
import { send, type BareAnswer } from './bare-server.js';
import { preparedServer } from './prepared.js';
import { readSettings } from './settings.js';

/** Control (b): control (a) with the bytes of its answers in an LRU of this process. */
const settings = readSettings();
const { fastify, read } = preparedServer(settings);
const answers = new LRUCache<string, BareAnswer>({ max: 5_000 });
const reads = readTape(settings.tape).answers.filter(({ method }) => method === 'GET');
const cachedHeaders = new Map(reads.map(({ path, cachedHeaders = {} }) => [path, cachedHeaders]));

async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  let known = answers.get(request.url);
  if (!known) {
    known = { ...(await read(request)), headers: cachedHeaders.get(request.url) ?? {} };
    answers.set(request.url, known);
  }
  return send(request, reply, known);
}

fastify.get('/api/v1/posts', answer);
fastify.get('/api/v1/posts/:slug', answer);
await fastify.listen({ port: settings.port, host: '127.0.0.1' });
